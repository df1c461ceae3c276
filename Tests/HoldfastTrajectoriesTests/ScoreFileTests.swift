// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct ScoreFileTests {
    private static func rescored(_ episodes: [ScoredEpisode]) -> [EpisodeScores] {
        episodes.enumerated().map { index, scored in
            var scores = EpisodeScores(scored)
            scores.reward = index == 1 ? nil : Double(index) / 8
            scores.scores.append(Score("new/score", index == 0 ? nil : 0.5, turn: index))
            scores.verdicts.append(.abstain("new", .disagreement, turn: nil, evidence: "é", judge: "other"))
            return scores
        }
    }

    private func withScores(_ body: (_ shard: String, _ scores: ScoreFile, _ episodes: [ScoredEpisode]) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let shard = folder.appending(path: "shard.h5").path
            let episodes = try EpisodeFixture.episodes(6, seed: 4)
            try ShardWriter.write(episodes, to: shard)
            let file = ScoreFile(folder.appending(path: "scores.h5").path)
            let origin = ScoreOrigin(
                source: "shard.h5", seal: try ShardReader(shard).dialogues().seal, configurationDigest: "abc", labels: ["name": "strict"])
            try file.write(Self.rescored(episodes), origin: origin)
            try body(shard, file, episodes)
        }
    }

    @Test func `scores come back as they were written`() throws {
        try withScores { shard, file, episodes in
            #expect(try file.scores() == Self.rescored(episodes))
            let summary = try file.summary()
            #expect(summary.episodes == 6 && summary.origin.source == "shard.h5" && summary.origin.configurationDigest == "abc")
            #expect(summary.origin.labels == ["name": "strict"] && summary.schemaVersion == 1)
            #expect(
                summary.verdicts == episodes.reduce(6) { $0 + $1.verdicts.count } && summary.scores == episodes.reduce(6) { $0 + $1.scores.count })
            let expected: Double = (0 + 2.0 / 8 + 3.0 / 8 + 4.0 / 8 + 5.0 / 8) / 5
            #expect(summary.meanReward == expected)
        }
    }

    @Test func `equal scores make equal bytes`() throws {
        try withScores { shard, file, episodes in
            let again = ScoreFile(file.path + "2")
            try again.write(try file.scores(), origin: try file.origin())
            #expect(try Data(contentsOf: URL(filePath: file.path)) == Data(contentsOf: URL(filePath: again.path)))
        }
    }

    @Test func `old episodes are joined with new scores`() throws {
        try withScores { shard, file, episodes in
            let joined = try RescoredShard(scores: file.path, shard: shard).episodes()
            #expect(joined.map(\.episode) == episodes.map(\.episode))
            #expect(joined.map(EpisodeScores.init) == Self.rescored(episodes))
        }
    }

    @Test func `scores of another shard are refused`() throws {
        try withScores { shard, file, episodes in
            let other = shard.replacingOccurrences(of: "shard.h5", with: "other.h5")
            try ShardWriter.write(episodes, to: other)
            let wrongName = #expect(throws: HoldfastError.self) { try RescoredShard(scores: file.path, shard: other).episodes() }
            #expect(wrongName?.message.contains("holds scores of shard.h5 and not of other.h5") == true)
            try ShardWriter.write(Array(episodes.reversed()), to: shard)
            let changed = #expect(throws: HoldfastError.self) { try RescoredShard(scores: file.path, shard: shard).episodes() }
            #expect(changed?.message.contains("the shard is not the one it was made from; rescore it") == true)
        }
    }

    @Test func `a shard is no score file, nor the other way round`() throws {
        try withScores { shard, file, _ in
            let noScores = #expect(throws: HoldfastError.self) { try ScoreFile(shard).scores() }
            #expect(noScores?.message.contains("holds no scores") == true)
            let noShard = #expect(throws: HoldfastError.self) { try ShardReader(file.path).episodes() }
            #expect(noShard?.message.contains("no trajectory shard") == true)
            var bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
            bytes[bytes.count / 2] ^= 1
            try Data(bytes).write(to: URL(filePath: file.path))
            #expect(throws: HoldfastError.self) { try file.scores() }
        }
    }

    @Test func `dialogues are the episodes without their tokens`() throws {
        try withTemporaryFolder { folder in
            let shard = folder.appending(path: "shard.h5").path
            let episodes = try EpisodeFixture.episodes(12, seed: 9)
            try ShardWriter.write(episodes, to: shard)
            let dialogues = try ShardReader(shard).dialogues()
            #expect(dialogues.count == 12 && dialogues.rewards == episodes.map(\.reward))
            for (row, scored) in episodes.enumerated() {
                var expected = scored.episode
                expected.trace = TokenTrace()
                for turn in expected.turns.indices { expected.turns[turn].tokens = 0..<0 }
                for probe in expected.probes.indices { expected.probes[probe].trace = TokenTrace() }
                #expect(try dialogues.episode(at: row) == expected)
            }
        }
    }
}
