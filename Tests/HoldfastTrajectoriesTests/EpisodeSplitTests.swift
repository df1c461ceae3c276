// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// What a split and its filters choose.
@Suite struct EpisodeSplitTests {
    private static let parts = [("train", 0.8), ("valid", 0.1), ("test", 0.1)].map { EpisodeSplit.Part(key: $0.0, share: $0.1) }

    @Test func `shares come out as they were asked for`() throws {
        for seed in UInt64(0)...4 {
            let split = try EpisodeSplit(Self.parts, by: .persona, seed: seed)
            let keys = (0..<4_000).map { split.key(ofUnit: "p-\($0)") }
            for part in Self.parts {
                let share = Double(keys.count { $0 == part.key }) / 4_000
                // Four standard errors of a share of 0.1 among 4000.
                #expect(abs(share - part.share) < 0.026, "seed \(seed), \(part.key)")
            }
            #expect(!keys.contains(nil), "seed \(seed)")
        }
    }

    @Test func `what the shares leave of 1 gets no key`() throws {
        let split = try EpisodeSplit([.init(key: "half", share: 0.5)], by: .scenario, seed: 1)
        let keys = (0..<1_000).map { split.key(ofUnit: "\($0)") }
        #expect((400...600).contains(keys.count { $0 == nil }))
    }

    @Test(arguments: SplitUnit.allCases)
    func `no unit stands under two keys, and later shards move nobody`(unit: SplitUnit) throws {
        for seed in UInt64(1)...5 {
            let split = try EpisodeSplit(Self.parts, by: unit, seed: seed)
            let shards = (0..<3).map { Self.shard($0, episodes: 40) }
            let before = try EpisodeMask.split([shards[0]], into: split)
            let after = try EpisodeMask.split(shards.reversed(), into: split)
            var keys: [String: String] = [:]
            var count = 0
            for mask in after {
                for (index, shard) in zip(shards.reversed(), mask.shards) {
                    count += shard.rows.count
                    for row in shard.rows {
                        let name = unit.name(of: index.entries[row])
                        #expect(keys[name] == nil || keys[name] == mask.key, "seed \(seed), \(name)")
                        keys[name] = mask.key
                    }
                }
            }
            #expect(count == 120, "every episode has a key")
            for (old, new) in zip(before, after) { #expect(old.shards[0].rows == new.shards[2].rows, "seed \(seed), \(old.key)") }
        }
    }

    @Test func `filters leave what fulfils all of them`() throws {
        let shards = [Self.shard(0, episodes: 40), Self.shard(1, episodes: 40)]
        let all = shards.flatMap(\.entries)
        var filter = EpisodeFilter()
        #expect(try filter.entries(of: shards).map(\.count) == [40, 40])
        filter.endings = [.userStop]
        filter.leastReward = 0.5
        let chosen = try filter.entries(of: shards).flatMap { $0 }
        #expect(chosen == all.filter { $0.ending == .userStop && ($0.reward ?? -1) >= 0.5 })
        #expect(!chosen.isEmpty)
        filter.stops = [.correct]
        filter.phases = ["elsewhere"]
        #expect(try filter.entries(of: shards).allSatisfy(\.isEmpty))
    }

    @Test func `the highest rewards are the highest, whatever the order of shards`() throws {
        let shards = [Self.shard(0, episodes: 41), Self.shard(1, episodes: 40)]
        var filter = EpisodeFilter()
        filter.topRewards = 0.25
        let chosen = try filter.entries(of: shards).flatMap { $0 }
        let rewards = shards.flatMap(\.entries).compactMap(\.reward).sorted(by: >)
        #expect(chosen.count == Int((0.25 * Double(rewards.count)).rounded()))
        #expect(chosen.compactMap(\.reward).sorted(by: >) == Array(rewards.prefix(chosen.count)))
        let turned = try filter.entries(of: shards.reversed()).flatMap { $0 }
        #expect(Set(turned) == Set(chosen))
        filter.topRewards = 0
        #expect(throws: HoldfastError.self) { try filter.entries(of: shards) }
    }

    @Test func `shares that cannot be are refused`() {
        for shares in [[0.0], [1.2], [0.6, 0.6], [-0.1], [Double.nan], []] {
            #expect(throws: HoldfastError.self, "\(shares)") {
                try EpisodeSplit(shares.enumerated().map { .init(key: "k\($0.offset)", share: $0.element) }, by: .persona, seed: 0)
            }
        }
        #expect(throws: HoldfastError.self) {
            try EpisodeSplit([.init(key: "a", share: 0.1), .init(key: "a", share: 0.1)], by: .persona, seed: 0)
        }
    }

    @Test func `the rule says how the episodes were chosen`() throws {
        var filter = EpisodeFilter()
        filter.stops = [.correct]
        filter.topRewards = 0.25
        let split = try EpisodeSplit([.init(key: "best", share: 1)], by: .group, seed: 0)
        let mask = try EpisodeMask.split([Self.shard(0, episodes: 10)], into: split, filter: filter)[0]
        #expect(mask.rule == "all; stop correct, highest 0.25 of the rewards")
        #expect(try EpisodeSplit(Self.parts, by: .persona, seed: 7).rule == "train=0.8,valid=0.1,test=0.1 by persona, seed 7")
    }

    /// A table of contents with repeated personas, goals and rewards, some of them absent.
    private static func shard(_ number: Int, episodes: Int) -> ShardIndex {
        let entries = (0..<episodes).map { row in
            EpisodeEntry(
                row: row, id: EpisodeID(phase: "train", step: number, group: row / 4, rollout: row % 4), scenario: "s\(row / 4 % 9)",
                subject: "p\(row / 4 % 5)", goal: "g\(row / 4 % 3)", domain: "train", split: .train,
                reward: row % 7 == 0 ? nil : Double((row * 13) % 11) / 10, ending: row % 3 == 0 ? .userStop : .turnLimit,
                stop: row % 3 == 0 ? .correct : .cutOff)
        }
        return ShardIndex(path: "\(number).h5", seal: "seal \(number)", entries: entries)
    }
}
