// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension TrainingSequence {
    /// The ratio's denominator: what was recorded before the update; empty where nothing was.
    var recorded: [Float] { oldLogprobs.isEmpty ? samplerLogprobs : oldLogprobs }

    /// Refuses arrays that do not fit together.
    /// - Throws: `model`.
    func check(index: Int, vocabulary: Int, context: Int) throws {
        let predicted = max(0, tokens.count - 1)
        let optional = [samplerLogprobs.count, oldLogprobs.count, referenceLogprobs.count]
        guard mask.count == predicted, advantages.count == predicted, optional.allSatisfy({ $0 == 0 || $0 == predicted }) else {
            throw HoldfastError(
                .model,
                "sequence \(index) has \(tokens.count) tokens, so mask, advantages and log-probabilities need \(predicted) entries each")
        }
        try Self.check(tokens, vocabulary: vocabulary, context: context)
    }

    /// - Throws: `model` for tokens that the model does not know, and for more of them than its context holds.
    static func check(_ tokens: [Int32], vocabulary: Int, context: Int) throws {
        guard tokens.count - 1 <= context else {
            throw HoldfastError(.model, "a sequence has \(tokens.count) tokens and the model's context \(context); shorten the dialogue")
        }
        guard let foreign = tokens.first(where: { $0 < 0 || $0 >= vocabulary }) else { return }
        throw HoldfastError(.model, "token \(foreign) is outside the model's vocabulary of \(vocabulary); use the tokenizer of this model")
    }
}

extension ObjectiveInputs {
    /// What an objective sees of a batch whose rows a server has computed.
    ///
    /// Outside the mask `current` repeats what was recorded, so that a log-ratio is 0. Where nothing was recorded, the current ones,
    /// detached, stand in. The entropy of single tokens is not on the wire.
    /// - Parameter logprobs: one array per row, as long as the row.
    init(_ batch: TrainingBatch, rows: [LossRow], logprobs: [[Float]]) {
        self.init(
            offsets: [0], current: [], old: [], sampler: [], reference: [], advantages: [], mask: [], entropy: [], groups: [],
            normalizer: batch.normalizer)
        let hasReference = batch.sequences.contains { !$0.referenceLogprobs.isEmpty }
        let places = Dictionary(zip(rows.map(\.index), rows.indices)) { first, _ in first }
        for (index, sequence) in batch.sequences.enumerated() {
            let computed = places[index].map { logprobs[$0] } ?? []
            for entry in sequence.mask.indices {
                let recorded = sequence.samplerLogprobs.isEmpty ? nil : Double(sequence.samplerLogprobs[entry])
                let before = sequence.oldLogprobs.isEmpty ? recorded : Double(sequence.oldLogprobs[entry])
                let now = sequence.mask[entry] ? Double(computed[entry]) : before ?? 0
                current.append(now)
                old.append(before ?? now)
                sampler.append(recorded ?? before ?? now)
                if hasReference { reference.append(sequence.referenceLogprobs.isEmpty ? now : Double(sequence.referenceLogprobs[entry])) }
            }
            advantages += sequence.advantages.map(Double.init)
            mask += sequence.mask
            groups.append(sequence.group)
            offsets.append(mask.count)
        }
    }
}
