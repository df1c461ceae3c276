// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The `advantage` section: an estimator by `type` and its constants.
public struct AdvantageConfiguration: Sendable, Hashable, Codable {
    /// One of `AdvantageRegistry.names`; default `grpo`.
    public var type: String
    /// Added to a standard deviation before dividing by it; default 1e-4.
    public var epsilon: Double
    /// Discount of `turn_return`, in (0, 1]; default 1.
    public var discount: Double
    /// Whether `turn_return` divides by the group's deviation; default true.
    public var scaled: Bool
    /// Weight of a line's own reward beside the dialogue's outcome in `line_and_outcome`; default 1.
    public var lineWeight: Double
    /// Weight of faults beside the dialogue's outcome in `fault_and_outcome`; default 1.
    public var faultWeight: Double
    /// Weight of a line's novelty among its siblings in `fault_and_outcome`; default 0.
    public var noveltyWeight: Double

    /// The section with the given values, unchecked.
    public init(
        type: String = "grpo", epsilon: Double = 1e-4, discount: Double = 1, scaled: Bool = true, lineWeight: Double = 1, faultWeight: Double = 1,
        noveltyWeight: Double = 0
    ) {
        self.type = type
        self.epsilon = epsilon
        self.discount = discount
        self.scaled = scaled
        self.lineWeight = lineWeight
        self.faultWeight = faultWeight
        self.noveltyWeight = noveltyWeight
    }

    /// The keys of the section in a configuration file.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case type, epsilon, discount, scaled
        case lineWeight = "line_weight"
        case faultWeight = "fault_weight"
        case noveltyWeight = "novelty_weight"
    }

    /// Reads the section; a key that is left out takes its default.
    /// - Throws: `configuration` for an unknown key, with the nearest known one; what the decoder throws for a value of another type.
    public init(from decoder: any Decoder) throws {
        let container = try StrictContainer<CodingKeys>(decoder, section: "advantage")
        let defaults = AdvantageConfiguration()
        type = try container.value(.type, default: defaults.type)
        epsilon = try container.value(.epsilon, default: defaults.epsilon)
        discount = try container.value(.discount, default: defaults.discount)
        scaled = try container.value(.scaled, default: defaults.scaled)
        lineWeight = try container.value(.lineWeight, default: defaults.lineWeight)
        faultWeight = try container.value(.faultWeight, default: defaults.faultWeight)
        noveltyWeight = try container.value(.noveltyWeight, default: defaults.noveltyWeight)
    }
}

extension AdvantageConfiguration {
    /// Refuses constants that no estimator can work with.
    func validate() throws {
        func require(_ key: String, _ holds: Bool, _ range: String) throws {
            guard holds else { throw HoldfastError(.configuration, "trainer.advantage.\(key) must be \(range)") }
        }
        try require("epsilon", epsilon >= 0 && epsilon.isFinite, "0 or more")
        try require("discount", discount > 0 && discount <= 1, "above 0 and at most 1")
        try require("line_weight", lineWeight >= 0 && lineWeight.isFinite, "0 or more")
        try require("fault_weight", faultWeight >= 0 && faultWeight.isFinite, "0 or more")
        try require("novelty_weight", noveltyWeight >= 0 && noveltyWeight.isFinite, "0 or more")
    }
}
