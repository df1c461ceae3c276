// SPDX-License-Identifier: Apache-2.0

public import HoldfastModels

/// A policy-gradient objective: a surrogate per row, an optional KL term, and an aggregation.
///
/// Everything runs in `Double`. Rows are independent given the normaliser, so a batch may be cut between rows at will. Tokens outside
/// the mask are never read.
///
/// Diagnostics, as sums over the tokens in the loss: `ratio/mean`, `clip_ratio/low`, `clip_ratio/high`, `kl/update` (the k3 estimate of
/// the change since sampling), `kl/base` (with a reference), `entropy/mean` (where the server knows it), `kl/sampler` (old minus sampler: the mismatch).
public struct PolicyObjective: Objective {
    /// Its `trainer.objective.type` in a configuration, where it comes from `ObjectiveRegistry`.
    public let name: String
    /// Gives the token losses of a row.
    public var surrogate: any Surrogate
    /// Makes one loss of the token losses, the KL term's included.
    public var aggregation: LossAggregation
    /// The divisor of `constantLength`; the step's longest row where nil.
    public var length: Int?
    /// The KL term, added where the inputs have reference log-probabilities; nil for none.
    public var penalty: ReferencePenalty?
    /// Gives the factors of the surrogate's losses, but not of the KL term; nil leaves them at 1.
    public var mismatch: MismatchCorrection?

    /// Puts an objective together; by default without KL term and mismatch correction.
    public init(
        name: String, surrogate: any Surrogate, aggregation: LossAggregation, length: Int? = nil, penalty: ReferencePenalty? = nil,
        mismatch: MismatchCorrection? = nil
    ) {
        self.name = name
        self.surrogate = surrogate
        self.aggregation = aggregation
        self.length = length
        self.penalty = penalty
        self.mismatch = mismatch
    }

    /// The aggregated loss, its derivative by token and the diagnostics.
    public func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
        var output = ObjectiveOutput(loss: 0, gradient: [Double](repeating: 0, count: inputs.current.count))
        var totals = PolicyDiagnostics()
        for index in 0..<inputs.rows {
            let kept = inputs.row(index).filter { inputs.mask[$0] }
            guard !kept.isEmpty else { continue }
            var row = SurrogateRow(
                current: kept.map { inputs.current[$0] }, old: kept.map { inputs.old[$0] },
                advantages: kept.map { inputs.advantages[$0] })
            let sampler = inputs.sampler.isEmpty ? row.old : kept.map { inputs.sampler[$0] }
            if let mismatch { row.factors = mismatch.factors(old: row.old, sampler: sampler) }

            var terms = surrogate.evaluate(row)
            if let penalty, !inputs.reference.isEmpty {
                let term = penalty.evaluate(row, reference: kept.map { inputs.reference[$0] }, level: surrogate.ratioLevel)
                for t in 0..<row.count {
                    terms.losses[t] += term.losses[t]
                    terms.gradient[t] += term.gradient[t]
                }
                totals.base += term.estimates.reduce(0, +)
            }
            let weight = aggregation.weight(tokens: row.count, normalizer: inputs.normalizer, length: length)
            for (t, place) in kept.enumerated() {
                output.loss += weight * terms.losses[t]
                output.gradient[place] = weight * terms.gradient[t]
                if !inputs.entropy.isEmpty { totals.entropy += inputs.entropy[place] }
            }
            totals.add(row, sampler: sampler, terms: terms)
        }
        output.diagnostics = totals.sums(withBase: penalty != nil && !inputs.reference.isEmpty, withEntropy: !inputs.entropy.isEmpty)
        return output
    }
}

/// Sums over tokens that say how far an update went.
struct PolicyDiagnostics {
    var ratio = 0.0
    var update = 0.0
    var mismatch = 0.0
    var base = 0.0
    var entropy = 0.0
    var low = 0
    var high = 0

    mutating func add(_ row: SurrogateRow, sampler: [Double], terms: SurrogateTerms) {
        for t in 0..<row.count {
            let difference = row.current[t] - row.old[t]
            let value = exp(difference)
            ratio += value
            update += value - 1 - difference
            mismatch += row.old[t] - sampler[t]
        }
        low += terms.clippedLow
        high += terms.clippedHigh
    }

    func sums(withBase: Bool, withEntropy: Bool) -> [String: Double] {
        var sums = [
            TrainingMetricName.ratio: ratio, TrainingMetricName.clippedLow: Double(low), TrainingMetricName.clippedHigh: Double(high),
            TrainingMetricName.updateDivergence: update,
            TrainingMetricName.samplerMismatch: mismatch,
        ]
        if withEntropy { sums[TrainingMetricName.entropy] = entropy }
        if withBase { sums[TrainingMetricName.baseDivergence] = base }
        return sums
    }
}
