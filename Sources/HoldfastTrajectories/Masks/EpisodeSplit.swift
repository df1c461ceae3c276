// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a split keeps together: all episodes of one unit get the same key.
public enum SplitUnit: String, Sendable, Codable, CaseIterable {
    /// Whom the dialogue is about (`Scenario.subject`), so that nobody is on both sides.
    case persona
    /// What the user came for, whoever it is.
    case goal
    /// Who, what for and against which agent: the unit by which evaluations are paired.
    case scenario
    /// The rollouts of one scenario in one step, the smallest unit: their rewards mean something only beside each other.
    case group

    /// The name of an episode's unit, which never depends on where the episode is stored.
    public func name(of entry: EpisodeEntry) -> String {
        switch self {
        case .persona: entry.subject
        case .goal: entry.goal
        case .scenario: entry.scenario
        case .group: entry.id.groupName
        }
    }
}

/// Distributes units over filter keys by a stable hash, so that shards that come later move nobody from one key to another.
public struct EpisodeSplit: Hashable, Sendable {
    /// A key and the share of the units that it gets.
    public struct Part: Hashable, Sendable {
        /// The filter key.
        public var key: String
        /// From 0 to 1.
        public var share: Double

        /// A key and its share.
        public init(key: String, share: Double) {
            self.key = key
            self.share = share
        }
    }

    /// The keys; what their shares leave of 1 gets no key.
    public let parts: [Part]
    /// What stays together.
    public let unit: SplitUnit
    /// Another seed is another split.
    public let seed: UInt64

    /// - Throws: `.usage` where a key cannot be or is there twice, or shares are not positive or add up to more than 1.
    public init(_ parts: [Part], by unit: SplitUnit, seed: UInt64) throws {
        for (index, part) in parts.enumerated() {
            try EpisodeMask.check(key: part.key)
            guard !parts[..<index].contains(where: { $0.key == part.key }) else {
                throw HoldfastError(.usage, "the key \(part.key) is named twice; name each once")
            }
            guard part.share > 0, part.share <= 1 else {
                throw HoldfastError(.usage, "the key \(part.key) has a share of \(part.share); shares lie above 0 and up to 1, such as train=0.8")
            }
        }
        let sum = parts.reduce(0) { $0 + $1.share }
        guard !parts.isEmpty, sum <= 1 + 1e-9 else {
            throw HoldfastError(.usage, "the shares of the keys add up to \(sum); name at least one key, and shares of together at most 1")
        }
        self.parts = parts
        self.unit = unit
        self.seed = seed
    }

    /// The key of a unit, or nil where it gets none.
    ///
    /// A unit's place is the first 52 bits of the SHA-256 of seed, kind of unit and name, as a fraction of 1.
    public func key(ofUnit name: String) -> String? {
        let digits = SHA256.hexadecimal("\(seed)|\(unit.rawValue)|\(name)").prefix(13)
        let place = Double(UInt64(digits, radix: 16) ?? 0) / 0x1p52
        var end = 0.0
        for part in parts {
            end += part.share
            // Shares that add up to 1 leave nobody over, however their sum is rounded.
            if place < end || end > 1 - 1e-9 { return part.key }
        }
        return nil
    }

    /// How episodes are chosen, in words.
    public var rule: String {
        let shares = parts.map { "\($0.key)=\($0.share)" }.joined(separator: ",")
        return parts.count == 1 && parts[0].share == 1 ? "all" : "\(shares) by \(unit.rawValue), seed \(seed)"
    }
}
