// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import Testing

@testable import HoldfastTraining

/// An objective that calls itself a standard loss has that loss's value and gradient.
struct StandardFormTests {
    private func batch() -> TrainingBatch {
        TrainingBatch(sequences: [
            TrainingSequence(
                tokens: [1, 2, 3, 4], mask: [true, true, true], samplerLogprobs: [-1, -2, -0.5], advantages: [1, -0.5, 2]),
            TrainingSequence(tokens: [1, 2, 3], mask: [true, true], samplerLogprobs: [-0.7, -3], advantages: [-1, -0.2]),
        ])
    }

    private func inputs(_ batch: TrainingBatch) -> ObjectiveInputs {
        let old = batch.sequences.flatMap { $0.samplerLogprobs.map(Double.init) }
        return ObjectiveInputs(
            offsets: [0, 3, 5], current: zip(old, [0.1, -0.4, 0.3, -0.05, 0.6]).map { $0 + $1 }, old: old, sampler: old, reference: [],
            advantages: batch.sequences.flatMap { $0.advantages.map(Double.init) }, mask: [Bool](repeating: true, count: 5), entropy: [],
            groups: [0, 0], normalizer: batch.normalizer)
    }

    /// The formulas of `StandardLoss`, written anew.
    private func evaluate(_ loss: StandardLoss, lp: Double, q: Double, a: Double) -> (Double, Double) {
        let ratio = exp(lp - q)
        switch loss {
        case .crossEntropy: return (-a * lp, -a)
        case .importanceSampling: return (-ratio * a, -ratio * a)
        case .clippedRatio(let low, let high):
            let clipped = min(max(ratio, low), high)
            return ratio * a <= clipped * a ? (-ratio * a, -ratio * a) : (-clipped * a, 0)
        case .detachedRatio(let low, let high): return (-min(max(ratio, low), high) * a * lp, -min(max(ratio, low), high) * a)
        case .quadraticPull(let pull): return (-(a * lp - pull / 2 * (lp - q) * (lp - q)), -(a - pull * (lp - q)))
        }
    }

    @Test(arguments: ["grpo", "bnpo", "dapo", "dr_grpo", "cispo", "reinforce", "dro"])
    func `value and gradient are those of the standard loss`(type: String) throws {
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: type))
        let (batch, inputs) = (batch(), inputs(batch()))
        let form = try #require(objective.standardForm(for: batch))
        let output = objective.evaluate(inputs)
        var loss = 0.0
        for row in 0..<inputs.rows {
            for place in inputs.row(row) {
                let (value, slope) = evaluate(
                    form.loss, lp: inputs.current[place], q: inputs.old[place], a: form.scales[row] * inputs.advantages[place])
                loss += value
                #expect(abs(output.gradient[place] - slope) < 1e-12)
            }
        }
        #expect(abs(output.loss - loss) < 1e-12)
    }

    @Test func `unclipped ratios are importance sampling, and supervised data is cross-entropy`() {
        let free = PolicyObjective(name: "x", surrogate: ClippedSurrogate(low: 1, high: .infinity), aggregation: .tokenSum)
        #expect(free.standardForm(for: batch()) == StandardForm(loss: .importanceSampling, scales: [1, 1]))
        #expect(CrossEntropyObjective().standardForm(for: batch()) == StandardForm(loss: .crossEntropy, scales: [0.2, 0.2]))
    }

    @Test func `what is more than a standard loss is none`() throws {
        func form(_ change: (inout ObjectiveConfiguration) -> Void, kl: Double = 0, _ batch: TrainingBatch? = nil) throws -> StandardForm? {
            var configuration = ObjectiveConfiguration()
            change(&configuration)
            return try ObjectiveRegistry.make(configuration, klCoefficient: kl).standardForm(for: batch ?? self.batch())
        }
        #expect(try form { $0.delta = 3 } == nil)
        #expect(try form { $0.dualClip = 3 } == nil)
        #expect(try form { $0.mismatch = .tokenTruncate } == nil)
        for type in ["gspo", "gspo_token", "luspo", "rloo", "sapo", "gmpo", "vespo", "dppo_tv", "dppo_kl", "ppo_dual_clip"] {
            #expect(try form { $0.type = type } == nil, "\(type)")
        }
        // The pull is scaled along with the advantages.
        #expect(
            try form {
                $0.type = "dro"
                $0.aggregation = .sequenceMeanTokenMean
            } == nil)
        var referenced = batch()
        referenced.sequences[0].referenceLogprobs = [-1, -1, -1]
        #expect(try form({ _ in }, kl: 0.1, referenced) == nil)
        #expect(try form({ _ in }, kl: 0.1) != nil)
    }
}
