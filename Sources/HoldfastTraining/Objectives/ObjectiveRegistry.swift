// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The policy objectives by the names they have in a configuration.
public enum ObjectiveRegistry {
    /// All known names, sorted.
    public static var names: [String] { variants.keys.sorted() }

    /// The objective a configuration asks for.
    /// - Parameter klCoefficient: weight of the KL term to the base weights; 0 leaves it out.
    /// - Throws: `configuration` for an unknown name, with the nearest known one.
    public static func make(_ configuration: ObjectiveConfiguration, klCoefficient: Double = 0) throws -> PolicyObjective {
        guard let variant = variants[configuration.type] else {
            let refusal = NearestName.refusal(of: configuration.type, what: "objective type", among: names)
            throw HoldfastError(.configuration, "trainer.objective.type names an \(refusal)")
        }
        return PolicyObjective(
            name: configuration.type, surrogate: variant.surrogate(configuration),
            aggregation: configuration.aggregation ?? variant.aggregation, length: configuration.length,
            penalty: klCoefficient > 0 ? ReferencePenalty(coefficient: klCoefficient, estimator: configuration.klEstimator) : nil,
            mismatch: configuration.mismatch.map {
                MismatchCorrection(mode: $0, minimum: configuration.mismatchMinimum, maximum: configuration.mismatchMaximum)
            })
    }

    private struct Variant: Sendable {
        var aggregation: LossAggregation
        var surrogate: @Sendable (ObjectiveConfiguration) -> any Surrogate
    }

    private static func clipped(_ aggregation: LossAggregation, high: Double = 0.2) -> Variant {
        Variant(aggregation: aggregation) {
            let low = $0.epsilonLow ?? 0.2
            return ClippedSurrogate(low: low, high: $0.epsilonHigh ?? max(low, high), delta: $0.delta, dual: $0.dualClip)
        }
    }

    private static func sequence(_ aggregation: LossAggregation, _ pooling: SequenceSurrogate.Pooling, low: Double, high: Double) -> Variant {
        Variant(aggregation: aggregation) {
            SequenceSurrogate(low: $0.epsilonLow ?? low, high: $0.epsilonHigh ?? high, pooling: pooling)
        }
    }

    private static func trustRegion(_ divergence: TrustRegionSurrogate.Divergence) -> Variant {
        Variant(aggregation: .tokenMean) {
            TrustRegionSurrogate(divergence: divergence, low: $0.epsilonLow ?? 0.2, high: $0.epsilonHigh ?? 0.2, cap: $0.ratioUpper ?? 3)
        }
    }

    private static let variants: [String: Variant] = [
        "grpo": clipped(.sequenceMeanTokenMean),
        "bnpo": clipped(.tokenMean),
        "dapo": clipped(.tokenMean, high: 0.28),
        "dr_grpo": clipped(.constantLength),
        "ppo_dual_clip": Variant(aggregation: .tokenMean) {
            ClippedSurrogate(
                low: $0.epsilonLow ?? 0.2, high: $0.epsilonHigh ?? 0.2, delta: $0.delta, dual: $0.dualClip ?? 3, logRatioLimit: 20)
        },
        "gspo": sequence(.sequenceMeanTokenMean, .mean, low: 3e-4, high: 4e-4),
        "gspo_token": sequence(.sequenceMeanTokenMean, .detachedMean, low: 3e-4, high: 4e-4),
        "luspo": sequence(.sequenceMeanTokenSum, .mean, low: 2e-3, high: 2.5e-3),
        "rloo": sequence(.sequenceMeanTokenMean, .sum, low: 0.2, high: 0.2),
        "cispo": Variant(aggregation: .tokenMean) {
            DetachedClipSurrogate(lower: $0.ratioLower ?? 0, upper: $0.ratioUpper ?? 5)
        },
        "sapo": Variant(aggregation: .sequenceMeanTokenMean) {
            SoftGateSurrogate(positive: $0.tauPositive ?? 1, negative: $0.tauNegative ?? 1.05)
        },
        "gmpo": Variant(aggregation: .sequenceMeanTokenMean) {
            GeometricMeanSurrogate(low: $0.epsilonLow ?? 0.4, high: $0.epsilonHigh ?? 0.4)
        },
        "vespo": Variant(aggregation: .tokenMean) { _ in SequenceWeightSurrogate() },
        "dppo_tv": trustRegion(.totalVariation),
        "dppo_kl": trustRegion(.binaryKL),
        "reinforce": Variant(aggregation: .tokenMean) { _ in LikelihoodSurrogate() },
        "dro": Variant(aggregation: .tokenMean) { QuadraticPullSurrogate(beta: $0.droBeta ?? 0.1) },
    ]
}
