// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a simulator must reach: a list of rules, and the runs that its numbers come from.
public struct GateThresholds: Hashable, Sendable, Codable {
    /// Version of the layout of thresholds files that this build reads.
    public static let currentVersion = 1

    /// Version of the layout.
    public var version: Int
    /// The runs that the numbers come from, for those who wonder later.
    public var runs: [String]?
    /// Personas that every rule needs at least, unless it says otherwise.
    public var minPersonas: Int?
    /// What is asked.
    public var rules: [GateRule]

    /// Thresholds of this build's version.
    public init(runs: [String]? = nil, minPersonas: Int? = nil, rules: [GateRule]) {
        version = Self.currentVersion
        self.runs = runs
        self.minPersonas = minPersonas
        self.rules = rules
    }

    /// Looks for what has the right types and makes no sense.
    /// - Throws: `configuration` with a message that begins with the key path, such as `rules.2.max`.
    public func check() throws {
        guard version == Self.currentVersion else {
            throw HoldfastError(.configuration, "version is \(version); this build reads version \(Self.currentVersion)")
        }
        guard !rules.isEmpty else { throw HoldfastError(.configuration, "rules is empty; a gate that asks nothing would let everything pass") }
        if let minPersonas, minPersonas < 1 { throw HoldfastError(.configuration, "min_personas is \(minPersonas); it must be at least 1") }
        for (index, rule) in rules.enumerated() { try rule.check(path: "rules.\(index)") }
    }
}

/// What is asked of one number of a report.
public struct GateRule: Hashable, Sendable, Codable {
    /// Which number is held against a threshold: of an estimate with its interval one of the ends, or the value between them.
    public enum Use: String, Sendable, Codable, CaseIterable {
        /// The lower end of the interval.
        case low
        /// The value itself.
        case value
        /// The upper end of the interval.
        case high
    }

    /// Name of a row of the report, such as `drift/prompt_to_line`.
    public var metric: String
    /// The number must be at least this.
    public var min: Double?
    /// The number must be at most this.
    public var max: Double?
    /// The number may be lower than the baseline's by at most this; at least 0.
    public var maxDrop: Double?
    /// The number may be higher than the baseline's by at most this; at least 0.
    public var maxRise: Double?
    /// Which number must clear the thresholds; nil for the end of the interval that makes it hardest.
    public var use: Use?
    /// Personas that the number must rest on at least; nil for what the file asks of all.
    public var minPersonas: Int?
    /// Why the rule is there.
    public var note: String?

    /// A rule; it needs at least one threshold.
    public init(
        _ metric: String, min: Double? = nil, max: Double? = nil, maxDrop: Double? = nil, maxRise: Double? = nil, use: Use? = nil,
        minPersonas: Int? = nil, note: String? = nil
    ) {
        self.metric = metric
        self.min = min
        self.max = max
        self.maxDrop = maxDrop
        self.maxRise = maxRise
        self.use = use
        self.minPersonas = minPersonas
        self.note = note
    }

    /// The single things that are asked, in a fixed order.
    public var bounds: [GateBound] {
        [
            min.map { GateBound(kind: .min, threshold: $0, use: use ?? .low) }, max.map { GateBound(kind: .max, threshold: $0, use: use ?? .high) },
            maxDrop.map { GateBound(kind: .maxDrop, threshold: $0, use: use ?? .low) },
            maxRise.map { GateBound(kind: .maxRise, threshold: $0, use: use ?? .high) },
        ].compactMap { $0 }
    }

    func check(path: String) throws {
        func refuse(_ message: String) -> HoldfastError { HoldfastError(.configuration, "\(path)\(message)") }
        guard !metric.isEmpty else { throw refuse(".metric is empty; name a row of the report, such as drift/prompt_to_line") }
        guard !bounds.isEmpty else { throw refuse(" asks nothing of \(metric); give it min, max, max_drop or max_rise") }
        for (key, value) in [("min", min), ("max", max), ("max_drop", maxDrop), ("max_rise", maxRise)] {
            if let value, !value.isFinite { throw refuse(".\(key) is no finite number") }
        }
        for (key, value) in [("max_drop", maxDrop), ("max_rise", maxRise)] {
            if let value, value < 0 { throw refuse(".\(key) is \(value); write how far it may go as a number of 0 or more") }
        }
        if let min, let max, min > max { throw refuse(".min is \(min) and above max, \(max); no number would do") }
        if let minPersonas, minPersonas < 1 { throw refuse(".min_personas is \(minPersonas); it must be at least 1") }
    }
}

/// One threshold and what is held against it.
public struct GateBound: Hashable, Sendable, Codable {
    /// What kind of threshold it is.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A level that must be reached.
        case min
        /// A level that must not be passed.
        case max
        /// How far below the baseline is far enough.
        case maxDrop = "max_drop"
        /// How far above the baseline is far enough.
        case maxRise = "max_rise"

        /// Whether the difference from a baseline is asked for and not the level.
        public var isRelative: Bool { self == .maxDrop || self == .maxRise }
        /// Whether higher numbers are safer.
        var wantsHigh: Bool { self == .min || self == .maxDrop }
    }

    /// What kind of threshold it is.
    public var kind: Kind
    /// The number as it stands in the file.
    public var threshold: Double
    /// Which number must clear it.
    public var use: GateRule.Use

    /// Whether a number clears it: of a relative one, a difference from the baseline. What is not finite never does.
    public func isCleared(by number: Double) -> Bool {
        guard number.isFinite else { return false }
        switch kind {
        case .min: return number >= threshold
        case .max, .maxRise: return number <= threshold
        case .maxDrop: return number >= -threshold
        }
    }

    /// Of the numbers of several runs the median; between two middle ones, the one that makes it harder.
    func median(of numbers: [Double]) -> Double? {
        guard !numbers.isEmpty else { return nil }
        let sorted = numbers.sorted()
        return kind.wantsHigh ? sorted[(sorted.count - 1) / 2] : sorted[sorted.count / 2]
    }
}
