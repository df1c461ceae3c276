// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTrajectories

/// What filter keys select, in numbers.
struct SplitReport: Sendable, Encodable {
    /// One key.
    struct Key: Sendable, Encodable {
        var key: String
        var rule: String
        var shards: Int
        var episodes: Int
        var groups: Int
        var scenarios: Int
        var personas: Int
        var meanReward: Double?
    }

    /// Two keys that both have somebody or something.
    struct Overlap: Sendable, Encodable {
        var keys: [String]
        var episodes: Int
        var personas: Int
    }

    var file: String
    var keys: [Key]
    /// Pairs of keys with a persona in common.
    var overlaps: [Overlap]
    /// Shards that a key does not know, by key.
    var unknown: [String: Int]

    /// - Throws: what reading the shards throws.
    init(_ masks: [EpisodeMask], file: String, shards: [String]) throws {
        self.file = file
        keys = []
        overlaps = []
        unknown = [:]
        let cache = DialogueCache()
        var members = [[String: Set<Int>]](repeating: [:], count: masks.count)
        var chosen = [[EpisodeEntry]](repeating: [], count: masks.count)
        for path in masks.isEmpty ? [] : shards {
            let index = try ShardReader(path).index(cache: cache)
            for (number, mask) in masks.enumerated() {
                guard let shard = mask.shards.first(where: { $0.seal == index.seal }) else {
                    unknown[mask.key, default: 0] += 1
                    continue
                }
                members[number][index.seal] = Set(shard.rows)
                chosen[number] += shard.rows.map { index.entries[$0] }
            }
        }
        for (mask, entries) in zip(masks, chosen) {
            let rewards = entries.compactMap(\.reward)
            keys.append(
                Key(
                    key: mask.key, rule: mask.rule, shards: mask.shards.count, episodes: entries.count,
                    groups: Set(entries.map { SplitUnit.group.name(of: $0) }).count, scenarios: Set(entries.map(\.scenario)).count,
                    personas: Set(entries.map(\.subject)).count,
                    meanReward: rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count)))
        }
        let people = chosen.map { Set($0.map(\.subject)) }
        for first in masks.indices {
            for second in masks.indices where second > first {
                let shared = people[first].intersection(people[second]).count
                guard shared > 0 else { continue }
                let episodes = members[first].reduce(0) { $0 + $1.value.intersection(members[second][$1.key] ?? []).count }
                overlaps.append(Overlap(keys: [masks[first].key, masks[second].key], episodes: episodes, personas: shared))
            }
        }
    }

    /// For people.
    var text: String {
        guard !keys.isEmpty else { return "there are no filter keys yet; make some with --keys, such as --keys train=0.8,valid=0.2" }
        var table = TextTable(header: ["key", "episodes", "groups", "scenarios", "personas", "mean reward"])
        table.rows = keys.map {
            [$0.key, "\($0.episodes)", "\($0.groups)", "\($0.scenarios)", "\($0.personas)", $0.meanReward.map { fixed($0, 3) } ?? "-"]
        }
        var lines = table.lines + [""]
        lines += keys.map { "\($0.key): \($0.rule)" }
        lines += overlaps.map { overlap in
            "\(overlap.keys.joined(separator: " and ")) share \(counted(overlap.personas, "persona")) and \(counted(overlap.episodes, "episode"))"
        }
        if overlaps.isEmpty, keys.count > 1 { lines.append("no persona has two of these keys") }
        lines += keys.filter { $0.episodes == 0 }.map { "\($0.key) selects nothing; try another seed or a larger share" }
        lines += unknown.sorted { $0.key < $1.key }.map { key, count in
            "\(key) does not know \(counted(count, "shard")) that came later or changed; make it anew with --replace"
        }
        return (lines + ["in \(file)"]).joined(separator: "\n")
    }
}
