// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

extension EpisodeMask {
    /// The keys of a split of shards.
    ///
    /// Every key knows every shard, also those of which it selects nothing.
    /// - Parameters:
    ///   - filter: which episodes come into question.
    ///   - mask: a key that the episodes must be selected by already; nil for all episodes.
    /// - Returns: one mask for each part, in their order.
    /// - Throws: what `EpisodeFilter.entries(of:)` throws; `.store` where `mask` does not know a shard.
    public static func split(
        _ shards: [ShardIndex], into split: EpisodeSplit, filter: EpisodeFilter = EpisodeFilter(), within mask: EpisodeMask? = nil
    ) throws -> [EpisodeMask] {
        let given = try shards.map { index in
            guard let mask else { return index }
            let rows = Set(try mask.rows(of: ShardReader(index.path)))
            return ShardIndex(path: index.path, seal: index.seal, entries: index.entries.filter { rows.contains($0.row) })
        }
        // The hash of a unit is computed once: few units have many episodes.
        var keys: [String: String?] = [:]
        var rows = [String: [[Int]]](uniqueKeysWithValues: split.parts.map { ($0.key, shards.map { _ in [] }) })
        for (shard, entries) in try filter.entries(of: given).enumerated() {
            for entry in entries {
                let unit = split.unit.name(of: entry)
                if keys[unit] == nil { keys.updateValue(split.key(ofUnit: unit), forKey: unit) }
                if let key = keys[unit] ?? nil { rows[key]?[shard].append(entry.row) }
            }
        }
        let rule = [split.rule, mask.map { "within \($0.key)" } ?? "", filter.rule].filter { !$0.isEmpty }.joined(separator: "; ")
        return split.parts.map { part in
            EpisodeMask(
                key: part.key, rule: rule,
                shards: zip(shards, rows[part.key] ?? []).map { index, rows in
                    MaskedShard(
                        source: (index.path as NSString).lastPathComponent, seal: index.seal, episodes: index.entries.count, rows: rows)
                })
        }
    }
}
