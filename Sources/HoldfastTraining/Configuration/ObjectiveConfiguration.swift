// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The `objective` section: a variant by `type` and the constants that differ from its defaults.
///
/// Constants a variant does not use are ignored by it; those left out take the variant's own defaults (see `ObjectiveRegistry`).
public struct ObjectiveConfiguration: Sendable, Hashable, Codable {
    /// One of `ObjectiveRegistry.names`; default `grpo`.
    public var type: String
    /// Lower clip bound is 1 - this.
    public var epsilonLow: Double?
    /// Upper clip bound is 1 + this.
    public var epsilonHigh: Double?
    /// Cap of the unclipped branch; larger than 1 + `epsilon_high`.
    public var delta: Double?
    /// Cap c of the loss at -c A for negative advantages; larger than 1.
    public var dualClip: Double?
    /// Smallest and largest detached ratio of `cispo`; `dppo_tv` and `dppo_kl` use the latter.
    public var ratioLower: Double?
    /// Largest detached ratio: 5 by default in `cispo`, 3 in `dppo_tv` and `dppo_kl`.
    public var ratioUpper: Double?
    /// Temperatures of `sapo`.
    public var tauPositive: Double?
    /// Temperature of `sapo` for advantages that are not positive; the larger, the faster they decay.
    public var tauNegative: Double?
    /// Pull of `dro`.
    public var droBeta: Double?
    /// Constant length of `dr_grpo`; the longest row of the step where left out.
    public var length: Int?
    /// Replaces the variant's aggregation.
    public var aggregation: LossAggregation?
    /// Default `k3_corrected`.
    public var klEstimator: ReferencePenalty.Estimator
    /// Correction for a sampler that is not the trainer; none by default.
    public var mismatch: MismatchCorrection.Mode?
    /// Smallest factor of the correction; 0 where left out.
    public var mismatchMinimum: Double?
    /// Largest factor of the correction; default 3, nil for none. In a file null stands for the default.
    public var mismatchMaximum: Double?

    /// A variant with its own constants and without a mismatch correction.
    public init(type: String = "grpo") {
        self.type = type
        klEstimator = .k3Corrected
        mismatchMaximum = 3
    }

    /// The keys of the section in a configuration file.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case type
        case epsilonLow = "epsilon_low"
        case epsilonHigh = "epsilon_high"
        case delta
        case dualClip = "dual_clip"
        case ratioLower = "ratio_lower"
        case ratioUpper = "ratio_upper"
        case tauPositive = "tau_positive"
        case tauNegative = "tau_negative"
        case droBeta = "dro_beta"
        case length
        case aggregation
        case klEstimator = "kl_estimator"
        case mismatch
        case mismatchMinimum = "mismatch_minimum"
        case mismatchMaximum = "mismatch_maximum"
    }

    /// Reads the section; a constant that is left out takes the variant's default.
    /// - Throws: `configuration` for an unknown key, with the nearest known one; what the decoder throws for a value of another type.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer<CodingKeys>(decoder, section: "objective")
        type = try container.value(.type, default: "grpo")
        epsilonLow = try container.optional(.epsilonLow)
        epsilonHigh = try container.optional(.epsilonHigh)
        delta = try container.optional(.delta)
        dualClip = try container.optional(.dualClip)
        ratioLower = try container.optional(.ratioLower)
        ratioUpper = try container.optional(.ratioUpper)
        tauPositive = try container.optional(.tauPositive)
        tauNegative = try container.optional(.tauNegative)
        droBeta = try container.optional(.droBeta)
        length = try container.optional(.length)
        aggregation = try container.optional(.aggregation)
        klEstimator = try container.value(.klEstimator, default: .k3Corrected)
        mismatch = try container.optional(.mismatch)
        mismatchMinimum = try container.optional(.mismatchMinimum)
        mismatchMaximum = try container.value(.mismatchMaximum, default: 3)
    }
}

extension ObjectiveConfiguration {
    /// Refuses constants that no objective can work with; whether a variant uses them does not matter.
    func validate() throws {
        func require(_ key: String, _ holds: Bool, _ range: String) throws {
            guard holds else { throw HoldfastError(.configuration, "trainer.objective.\(key) must be \(range)") }
        }
        func positive(_ key: String, _ value: Double?) throws { try require(key, value.map { $0 > 0 && $0.isFinite } ?? true, "a positive number") }
        try require("epsilon_low", epsilonLow.map { (0...1).contains($0) } ?? true, "between 0 and 1")
        try require("epsilon_high", epsilonHigh.map { $0 >= 0 && $0.isFinite } ?? true, "0 or more")
        try require("delta", delta.map { $0 > 1 + (epsilonHigh ?? 0) && $0.isFinite } ?? true, "above 1 + epsilon_high")
        try require("dual_clip", dualClip.map { $0 > 1 && $0.isFinite } ?? true, "above 1")
        try require("ratio_lower", ratioLower.map { $0 >= 0 && $0.isFinite } ?? true, "0 or more")
        try require("ratio_upper", ratioUpper.map { $0 > (ratioLower ?? 0) && $0.isFinite } ?? true, "above ratio_lower")
        try positive("tau_positive", tauPositive)
        try positive("tau_negative", tauNegative)
        try positive("dro_beta", droBeta)
        try require("length", length.map { $0 >= 1 } ?? true, "at least 1")
        try require("mismatch_minimum", mismatchMinimum.map { $0 >= 0 && $0.isFinite } ?? true, "0 or more")
        try require("mismatch_maximum", mismatchMaximum.map { $0 > (mismatchMinimum ?? 0) } ?? true, "above mismatch_minimum")
    }
}
