// SPDX-License-Identifier: Apache-2.0

/// The KL term to the base weights: `coefficient` times the k3 estimate, optionally times the importance ratio.
///
/// `k3 = exp(d) - d - 1` with `d = reference - current`.
/// Sources: Schulman, "Approximating KL Divergence" (2020); GRPO, arXiv:2402.03300 equation 4. The ratio correction makes the
/// gradient that of the reverse KL (at r = 1 it is exactly `current - reference`), where plain k3 has `1 - exp(d)`: DeepSeek-V3.2,
/// arXiv:2512.02556 section 3.1, TRL's default.
public struct ReferencePenalty: Sendable, Hashable {
    /// Which estimate of the divergence enters the loss.
    public enum Estimator: String, Sendable, Codable, CaseIterable {
        /// k3 itself, with the gradient `1 - exp(d)`.
        case k3
        /// k3 times the importance ratio, with the gradient through both.
        case k3Corrected = "k3_corrected"
    }

    /// Weight of the term beside the policy loss.
    public var coefficient: Double
    /// Default `k3_corrected`. What is reported as `kl/base` is plain k3 in either case.
    public var estimator: Estimator

    /// By default with the ratio correction.
    public init(coefficient: Double, estimator: Estimator = .k3Corrected) {
        self.coefficient = coefficient
        self.estimator = estimator
    }

    /// Token penalties and the derivative of their sum, both times the coefficient; `estimates` are the k3 values alone.
    func evaluate(_ row: SurrogateRow, reference: [Double], level: RatioLevel) -> (losses: [Double], gradient: [Double], estimates: [Double]) {
        let count = row.count
        let estimates = (0..<count).map { t in
            let d = reference[t] - row.current[t]
            return exp(d) - d - 1
        }
        let slopes = (0..<count).map { 1 - exp(reference[$0] - row.current[$0]) }
        guard estimator == .k3Corrected else {
            return (estimates.map { coefficient * $0 }, slopes.map { coefficient * $0 }, estimates)
        }
        let differences = (0..<count).map { row.current[$0] - row.old[$0] }
        switch level {
        case .token:
            let ratios = differences.map { exp($0) }
            return (
                (0..<count).map { coefficient * ratios[$0] * estimates[$0] },
                (0..<count).map { coefficient * ratios[$0] * (slopes[$0] + estimates[$0]) }, estimates
            )
        case .sequence:
            let ratio = exp(differences.reduce(0, +) / Double(count))
            let shared = estimates.reduce(0, +) / Double(count)
            return (
                estimates.map { coefficient * ratio * $0 }, slopes.map { coefficient * ratio * ($0 + shared) }, estimates
            )
        }
    }
}
