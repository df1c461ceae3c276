// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What an objective sees on a scripted server.
enum ScriptedObjectiveInputs {
    /// The made-up entropy of every token, in nats.
    static let entropy = 1.0

    /// Flattens a batch. A missing sampler counts as the current weights, a missing `old` as the sampler.
    /// - Throws: `server` where arrays of a sequence differ in length.
    static func make(_ batch: TrainingBatch, logprob: (Int32) -> Float) throws -> ObjectiveInputs {
        var inputs = ObjectiveInputs(
            offsets: [0], current: [], old: [], sampler: [], reference: [], advantages: [], mask: [], entropy: [], groups: [],
            normalizer: batch.normalizer)
        for (row, sequence) in batch.sequences.enumerated() {
            let count = max(0, sequence.tokens.count - 1)
            let optional = [sequence.samplerLogprobs, sequence.oldLogprobs, sequence.referenceLogprobs]
            guard sequence.mask.count == count, sequence.advantages.count == count, optional.allSatisfy({ $0.isEmpty || $0.count == count }),
                sequence.targets.isEmpty || sequence.targets.count == count
            else {
                throw HoldfastError(
                    .server,
                    "sequence \(row) of the batch predicts \(count) tokens but its mask, advantages, log-probabilities or targets have another length"
                )
            }
            let current = (0..<count).map { Double(logprob(sequence.target($0))) }
            let sampler = sequence.samplerLogprobs.isEmpty ? current : sequence.samplerLogprobs.map(Double.init)
            inputs.current += current
            inputs.sampler += sampler
            inputs.old += sequence.oldLogprobs.isEmpty ? sampler : sequence.oldLogprobs.map(Double.init)
            inputs.reference += sequence.referenceLogprobs.map(Double.init)
            inputs.advantages += sequence.advantages.map(Double.init)
            inputs.mask += sequence.mask
            inputs.entropy += [Double](repeating: entropy, count: count)
            inputs.groups.append(sequence.group)
            inputs.offsets.append(inputs.current.count)
        }
        guard inputs.reference.isEmpty || inputs.reference.count == inputs.current.count else {
            throw HoldfastError(.server, "some sequences of the batch have reference log-probabilities and some have none; give all or none")
        }
        return inputs
    }
}
