// SPDX-License-Identifier: Apache-2.0

import HoldfastModels
import HoldfastTraining
import Testing

/// Loss and gradient against verl 0.9.1, from `verl_loss.json`.
@Suite(.enabled(if: Golden.exists, "the golden vectors are not beside the repository")) struct VerlObjectiveTests {
    struct Variant: Sendable, CustomTestStringConvertible {
        var golden: String
        var surrogate: any Surrogate
        var aggregation = LossAggregation.tokenMean
        var tokenAdvantages = false
        /// verl adds 1e-8 to the row lengths that it divides by.
        var tolerance = 1e-12
        var mismatch: MismatchCorrection?
        var testDescription: String { golden }
    }

    static let dual = ClippedSurrogate(dual: 3, logRatioLimit: 20)
    static let variants: [Variant] = [
        Variant(golden: "vanilla", surrogate: dual),
        Variant(golden: "vanilla_clip_higher", surrogate: ClippedSurrogate(high: 0.28, dual: 3, logRatioLimit: 20)),
        Variant(golden: "vanilla_dual_clip_1.5", surrogate: ClippedSurrogate(dual: 1.5, logRatioLimit: 20)),
        Variant(golden: "vanilla_seq_mean_token_mean", surrogate: dual, aggregation: .sequenceMeanTokenMean, tolerance: 1e-7),
        Variant(golden: "vanilla_seq_mean_token_sum", surrogate: dual, aggregation: .sequenceMeanTokenSum),
        Variant(golden: "vanilla_seq_mean_token_sum_norm", surrogate: dual, aggregation: .constantLength),
        Variant(golden: "vanilla_token_sum", surrogate: dual, aggregation: .tokenSum),
        Variant(golden: "vanilla_token_adv", surrogate: dual, tokenAdvantages: true),
        // verl bounds the correction's log-ratio at -20, so that its smallest factor is 2e-9 and not 0.
        Variant(
            golden: "vanilla_tis", surrogate: dual, tolerance: 1e-9, mismatch: MismatchCorrection(mode: .tokenTruncate, maximum: 2)),
        Variant(
            golden: "gspo", surrogate: SequenceSurrogate(pooling: .detachedMean), aggregation: .sequenceMeanTokenMean, tolerance: 1e-7),
        Variant(
            golden: "gspo_wide", surrogate: SequenceSurrogate(low: 0.2, high: 0.2, pooling: .detachedMean),
            aggregation: .sequenceMeanTokenMean, tolerance: 1e-7),
        Variant(
            golden: "gspo_token_adv", surrogate: SequenceSurrogate(low: 0.2, high: 0.2, pooling: .detachedMean),
            aggregation: .sequenceMeanTokenMean, tokenAdvantages: true, tolerance: 1e-7),
        Variant(golden: "sapo", surrogate: SoftGateSurrogate(logRatioLimit: 20), aggregation: .sequenceMeanTokenMean, tolerance: 1e-7),
        Variant(golden: "gpg", surrogate: LikelihoodSurrogate()),
        Variant(golden: "cispo", surrogate: DetachedClipSurrogate(lower: 0.8, upper: 1.2, logRatioLimit: 20)),
        Variant(golden: "cispo_0_5", surrogate: DetachedClipSurrogate(lower: 0, upper: 5, logRatioLimit: 20)),
        Variant(golden: "geo_mean", surrogate: GeometricMeanSurrogate(), aggregation: .sequenceMeanTokenMean, tolerance: 1e-7),
        Variant(golden: "dppo_tv", surrogate: TrustRegionSurrogate()),
        Variant(golden: "dppo_kl", surrogate: TrustRegionSurrogate(divergence: .binaryKL, low: 0.05, high: 0.05)),
        Variant(golden: "dro", surrogate: QuadraticPullSurrogate(beta: 0.1)),
    ]

    @Test(arguments: variants) func `loss and gradient are verl's in all six cases`(_ variant: Variant) throws {
        let cases = try Golden.load("inputs.json")["cases"]
        let golden = try Golden.load("verl_loss.json")[variant.golden]["cases"]
        let objective = PolicyObjective(
            name: variant.golden, surrogate: variant.surrogate, aggregation: variant.aggregation, mismatch: variant.mismatch)
        #expect(cases.keys.count == 6)
        for name in cases.keys {
            let inputs = GoldenInputs(cases[name])
            // Rows without tokens leave verl's denominator where it is given no global batch size.
            let rows = variant.golden == "geo_mean" ? inputs.rows : inputs.filledRows
            let output = objective.evaluate(inputs.inputs(tokenAdvantages: variant.tokenAdvantages, sequences: rows))
            let expected = golden[name]
            let loss = deviation([output.loss], [expected["loss"].number])
            let gradient = deviation(output.gradient, expected["grad_logp"].matrix.flatMap { $0 })
            #expect(max(loss, gradient) < variant.tolerance, "\(variant.golden) \(name): loss \(loss), gradient \(gradient)")
        }
    }
}
