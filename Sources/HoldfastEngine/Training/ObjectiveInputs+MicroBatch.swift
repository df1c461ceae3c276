// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

extension ObjectiveInputs {
    /// What an objective sees of a micro-batch.
    ///
    /// Predictions outside the mask are never computed: there `current` repeats the old log-probability, so a log-ratio is 0, and entropy is 0.
    /// Supervised data has no old log-probabilities; the current ones, detached, stand in, so ratios are 1.
    init(_ micro: MicroBatch, _ batch: TrainingBatch, logprob: UnsafePointer<Float>, entropy: UnsafePointer<Float>) {
        let entries = micro.sequences.reduce(0) { $0 + batch.sequences[$1].mask.count }
        var offsets = [0]
        var current: [Double] = .reserving(entries)
        var old: [Double] = .reserving(entries)
        var sampler: [Double] = .reserving(entries)
        var reference: [Double] = []
        var advantages: [Double] = .reserving(entries)
        var mask: [Bool] = .reserving(entries)
        var entropies: [Double] = .reserving(entries)
        var lossRow = 0
        let hasReference = micro.sequences.contains { !batch.sequences[$0].referenceLogprobs.isEmpty }
        for index in micro.sequences {
            let sequence = batch.sequences[index]
            for entry in sequence.mask.indices {
                let recorded = sequence.samplerLogprobs.isEmpty ? nil : Double(sequence.samplerLogprobs[entry])
                let before = sequence.oldLogprobs.isEmpty ? recorded : Double(sequence.oldLogprobs[entry])
                var now = before ?? 0
                if sequence.mask[entry] {
                    now = Double(logprob[lossRow])
                    entropies.append(Double(entropy[lossRow]))
                    lossRow += 1
                } else {
                    entropies.append(0)
                }
                current.append(now)
                old.append(before ?? now)
                sampler.append(recorded ?? before ?? now)
                if hasReference { reference.append(sequence.referenceLogprobs.isEmpty ? now : Double(sequence.referenceLogprobs[entry])) }
            }
            advantages.append(contentsOf: sequence.advantages.lazy.map(Double.init))
            mask.append(contentsOf: sequence.mask)
            offsets.append(mask.count)
        }
        self.init(
            offsets: offsets, current: current, old: old, sampler: sampler, reference: reference, advantages: advantages, mask: mask,
            entropy: entropies, groups: micro.sequences.map { batch.sequences[$0].group }, normalizer: batch.normalizer)
    }
}

extension Array {
    /// An empty array with memory for `count` elements.
    fileprivate static func reserving(_ count: Int) -> [Element] {
        var array: [Element] = []
        array.reserveCapacity(count)
        return array
    }
}

extension LossReport {
    /// The report of the whole from those of its parts, in their order.
    init(merging parts: [LossReport]) {
        self.init(loss: 0, tokens: 0, entropy: 0, diagnostics: [:])
        for part in parts {
            loss += part.loss
            tokens += part.tokens
            entropy += part.entropy * Double(part.tokens)
            diagnostics.merge(part.diagnostics) { $0 + $1 }
        }
        entropy /= Double(max(1, tokens))
    }
}
