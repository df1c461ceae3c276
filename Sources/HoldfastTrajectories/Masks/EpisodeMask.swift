// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// A filter key: a named selection of the episodes of shards, which stay as they are.
///
/// The manner is that of robomimic, whose `mask/<key>` lists the demonstrations of a subset by name.
public struct EpisodeMask: Hashable, Sendable, Codable {
    /// The name, such as `train`.
    public var key: String
    /// How the episodes were chosen, in words.
    public var rule: String
    /// The shards that were there when they were chosen.
    public var shards: [MaskedShard]

    /// A selection under a name.
    public init(key: String, rule: String, shards: [MaskedShard]) {
        self.key = key
        self.rule = rule
        self.shards = shards
    }

    /// Number of selected episodes.
    public var count: Int { shards.reduce(0) { $0 + $1.rows.count } }

    /// The selected rows of a shard, rising; none where the key knows the shard and selects nothing of it.
    /// - Throws: `.store` where the key does not know the shard, or knows it as it was before it changed; what reading the shard's last line
    ///   throws.
    public func rows(of shard: ShardReader) throws -> [Int] {
        let seal = try shard.seal()
        if let known = shards.first(where: { $0.seal == seal }) { return known.rows }
        let name = (shard.path as NSString).lastPathComponent
        let reason = shards.contains { $0.source == name } ? "it has changed since the key was made" : "it came after the key was made"
        throw HoldfastError(
            .store, "the filter key \(key) says nothing of \(shard.path): \(reason); make the key anew with `holdfast split --replace`")
    }

    /// - Throws: `.usage` where a text cannot name a filter key.
    public static func check(key: String) throws {
        let others = "0123456789_-.".unicodeScalars
        let allowed = key.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || others.contains($0)) }
        guard !key.isEmpty, key.utf8.count <= 64, allowed else {
            throw HoldfastError(.usage, "`\(key)` cannot be a filter key; use up to 64 letters, digits, `_`, `-` and `.`, such as train")
        }
    }
}

/// What a filter key selects of one shard.
public struct MaskedShard: Hashable, Sendable, Codable {
    /// File name of the shard, without its folder.
    public var source: String
    /// What the shard's seal says; another one is another shard.
    public var seal: String
    /// Episodes of the shard, selected or not.
    public var episodes: Int
    /// Positions of the selected ones in the shard, rising, from 0.
    public var rows: [Int]

    /// A selection out of one shard.
    public init(source: String, seal: String, episodes: Int, rows: [Int]) {
        self.source = source
        self.seal = seal
        self.episodes = episodes
        self.rows = rows
    }
}
