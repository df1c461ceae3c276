// SPDX-License-Identifier: Apache-2.0

/// The share of truly passing items, inferred from what an imperfect judge passed and how well it did on labelled items.
///
/// Source: Rogan and Gladen, "Estimating prevalence from the results of a screening test" (1978), applied to model judges in
/// arXiv:2511.21140: theta = (p + s0 - 1) / (s0 + s1 - 1), with the judge's share of passes p, its sensitivity s1 = P(pass | good) and its
/// specificity s0 = P(fail | bad), both measured on labelled items.
public enum CorrectedShare: Hashable, Sendable, Codable {
    /// The share, and how sure it is.
    case known(Correction)
    /// It cannot be inferred.
    case undefined(Reason)

    /// Why a share cannot be corrected.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// No truly passing item was both labelled and decided: the sensitivity is unknown.
        case noPassingLabels
        /// No truly failing item was both labelled and decided: the specificity is unknown.
        case noFailingLabels
        /// Sensitivity and specificity add up to 1 or less: the judge passes bad items at least as often as good ones.
        case uninformativeJudge
    }

    /// A corrected share.
    public struct Correction: Hashable, Sendable, Codable {
        /// The share clipped to 0...1, with its interval.
        public var estimate: Estimate
        /// The share as the formula has it; outside of 0...1 where the judge passed less, or more, than its rates allow.
        public var unclipped: Double
        /// Square root of the delta-method variance at the observed rates; 0 where all of them are 0 or 1, which the interval is not.
        public var standardError: Double
    }

    /// Corrects a judge's share of passes.
    ///
    /// The variance is that of the delta method,
    /// `[var(p) + theta² s1(1 - s1)/n1 + (1 - theta)² s0(1 - s0)/n0] / (s0 + s1 - 1)²`. The usual interval, theta ± z standard errors, holds
    /// the truth too seldom where few items are labelled or a rate is close to 1: an observed rate of 1 has no variance at all. The interval
    /// here is that of Lang and Reiczigel, "Confidence limits for prevalence of disease adjusted for estimated sensitivity and specificity"
    /// (2014): before the delta method the rates get one success and one failure more, p gets z²/2 of each, and the middle is moved by
    /// `2z² [theta s1(1 - s1)/n1 - (1 - theta) s0(1 - s0)/n0]`, all with the rates and counts so changed. The number of items behind p is
    /// the effective one.
    public init(judged: JudgedShare, calibration: ConfusionCounts, level: Double = 0.95) {
        let (n1, n0) = (Double(calibration.decidedPassing), Double(calibration.decidedFailing))
        guard n1 > 0 else {
            self = .undefined(.noPassingLabels)
            return
        }
        guard n0 > 0 else {
            self = .undefined(.noFailingLabels)
            return
        }
        let plain = Rates(
            share: judged.share, size: judged.effectiveCount, sensitivity: Double(calibration.truePositives) / n1, passing: n1,
            specificity: Double(calibration.trueNegatives) / n0, failing: n0)
        guard calibration.truePositives * calibration.decidedFailing > calibration.falsePositives * calibration.decidedPassing else {
            self = .undefined(.uninformativeJudge)
            return
        }
        let z = Normal.quantile((1 + level) / 2)
        let changed = plain.smoothed(z: z)
        let value = min(max(plain.theta, 0), 1)
        var estimate = Estimate(value: value, observations: judged.observations)
        // Smoothing can take what little a judge knows; then nothing is excluded.
        if changed.youden > 0 {
            let middle = changed.theta + changed.shift(z: z)
            let reach = z * changed.variance.squareRoot()
            estimate.low = min(max(middle - reach, 0), value)
            estimate.high = max(min(middle + reach, 1), value)
        } else {
            estimate.low = 0
            estimate.high = 1
        }
        self = .known(Correction(estimate: estimate, unclipped: plain.theta, standardError: plain.variance.squareRoot()))
    }

    /// The corrected share with its interval; nil where it is undefined.
    public var estimate: Estimate? {
        if case .known(let correction) = self { correction.estimate } else { nil }
    }
}

/// A share of passes with a judge's rates, and how many items each rests on.
private struct Rates {
    var share: Double
    var size: Double
    var sensitivity: Double
    var passing: Double
    var specificity: Double
    var failing: Double

    /// Sensitivity + specificity - 1: how much the judge tells good from bad.
    var youden: Double { sensitivity + specificity - 1 }
    var theta: Double { (share + specificity - 1) / youden }

    private var passingVariance: Double { sensitivity * (1 - sensitivity) / passing }
    private var failingVariance: Double { specificity * (1 - specificity) / failing }

    var variance: Double {
        (share * (1 - share) / size + theta * theta * passingVariance + (1 - theta) * (1 - theta) * failingVariance) / (youden * youden)
    }

    func shift(z: Double) -> Double { 2 * z * z * (theta * passingVariance - (1 - theta) * failingVariance) }

    func smoothed(z: Double) -> Rates {
        Rates(
            share: (size * share + z * z / 2) / (size + z * z), size: size + z * z, sensitivity: (passing * sensitivity + 1) / (passing + 2),
            passing: passing + 2, specificity: (failing * specificity + 1) / (failing + 2), failing: failing + 2)
    }
}
