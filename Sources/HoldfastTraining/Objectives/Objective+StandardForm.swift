// SPDX-License-Identifier: Apache-2.0

public import HoldfastModels

extension PolicyObjective {
    /// The surrogate's standard loss, the weights of the aggregation being factors of the advantages.
    ///
    /// None with a KL term to a reference or a mismatch correction, for caps and limits that the standard losses lack, and for a
    /// quadratic pull whose weights differ between sequences, because the pull is scaled along.
    public func standardForm(for batch: TrainingBatch) -> StandardForm? {
        guard mismatch == nil, penalty == nil || batch.sequences.allSatisfy(\.referenceLogprobs.isEmpty) else { return nil }
        let scales = batch.sequences.map { sequence in
            aggregation.weight(tokens: sequence.mask.count { $0 }, normalizer: batch.normalizer, length: length)
        }
        switch surrogate {
        case let clipped as ClippedSurrogate:
            guard clipped.delta == nil, clipped.dual == nil, clipped.logRatioLimit == nil else { return nil }
            if clipped.low >= 1, clipped.high == .infinity { return StandardForm(loss: .importanceSampling, scales: scales) }
            return StandardForm(loss: .clippedRatio(low: 1 - clipped.low, high: 1 + clipped.high), scales: scales)
        case let detached as DetachedClipSurrogate:
            guard detached.logRatioLimit == nil else { return nil }
            return StandardForm(loss: .detachedRatio(low: detached.lower, high: detached.upper), scales: scales)
        case is LikelihoodSurrogate:
            return StandardForm(loss: .crossEntropy, scales: scales)
        case let pull as QuadraticPullSurrogate:
            guard let scale = scales.first, scales.allSatisfy({ $0 == scale }) else { return nil }
            return StandardForm(loss: .quadraticPull(pull.beta * scale), scales: scales)
        default: return nil
        }
    }
}

extension CrossEntropyObjective {
    /// Cross-entropy with the same divisor for all sequences.
    public func standardForm(for batch: TrainingBatch) -> StandardForm? {
        let scale = 1 / Double(max(batch.normalizer.tokens, 1))
        return StandardForm(loss: .crossEntropy, scales: batch.sequences.map { _ in scale })
    }
}
