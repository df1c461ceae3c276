// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import HoldfastTrajectories
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: [0, 1, 2, 5, 40])
    func episodesComeBackEqual(count: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            for seed in UInt64(1)...3 {
                let episodes = try EpisodeFixture.episodes(count, seed: seed)
                try ShardWriter.write(episodes, to: path)
                #expect(try ShardReader(path).episodes() == episodes, "seed \(seed)")
                #expect(try ShardReader(path).count() == count)
                #expect(TrajectoryFsck.check([path]).map(\.problem) == [nil], "seed \(seed)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["shard.h5"])
        }
    }

    @Test func equalEpisodesMakeEqualBytes() throws {
        try withTemporaryFolder { folder in
            let episodes = try EpisodeFixture.episodes(6)
            let paths = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
            for path in paths { try ShardWriter.write(episodes, to: path.path, labels: ["run": "r1", "digest": "d"]) }
            #expect(try Data(contentsOf: paths[0]) == Data(contentsOf: paths[1]))
        }
    }

    @Test func hugeAndOddTextsSurvive() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            var episode = try EpisodeFixture.episodes(1, seed: 9)[0]
            // Canonically equal texts of different bytes must not be merged.
            let texts = ["", String(repeating: "ß🚲 ", count: 200_000), "\u{e9}", "e\u{301}", "\u{0}"]
            episode.verdicts = texts.map { Verdict(criterion: $0, outcome: .pass, evidence: $0, judge: $0) }
            try ShardWriter.write([episode], to: path)
            let back = try ShardReader(path).episodes()
            #expect(back == [episode])
            #expect(back[0].verdicts.map { Array($0.criterion.utf8) } == texts.map { Array($0.utf8) })
        }
    }

    @Test func absentAndNotANumberStayApart() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            var episode = try EpisodeFixture.episodes(1)[0]
            episode.scores = [Score("a", nil), Score("b", .nan), Score("c", 0, turn: 0)]
            episode.reward = nil
            try ShardWriter.write([episode], to: path)
            let back = try ShardReader(path).episodes()[0]
            #expect(back.scores.map { $0.value == nil } == [true, false, false])
            #expect(back.scores[1].value?.isNaN == true)
            #expect(back.scores.map(\.turn) == [nil, nil, 0])
            #expect(back.reward == nil)
        }
    }

    @Test func theSequencesOfATraceAreKept() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            var episodes = try EpisodeFixture.episodes(3, seed: 5)
            for index in episodes.indices {
                let first = episodes[index].episode.trace.count
                episodes[index].episode.trace.appendGiven([1, 2], turn: 0)
                episodes[index].episode.trace.appendGiven([3, 4], turn: -1)
                try episodes[index].episode.trace.appendSampled([5, 6], logprobs: [-1, -2], turn: 9)
                #expect(episodes[index].episode.trace.sequences == [0..<first + 2, first + 2..<first + 6])
            }
            try ShardWriter.write(episodes, to: path, labels: [:])
            let read = try ShardReader(path).episodes()
            #expect(read == episodes)
            #expect(read.map(\.episode.trace.sequences) == episodes.map(\.episode.trace.sequences))
        }
    }

    @Test func summaryCounts() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let episodes = try EpisodeFixture.episodes(8)
            let size = try ShardWriter.write(episodes, to: path, labels: ["run": "first", "note": ""])
            let summary = try ShardReader(path).summary()
            let rewards = episodes.compactMap(\.reward)
            #expect(summary.episodes == 8)
            #expect(summary.scenarios == 2)
            #expect(summary.personas == 2)
            #expect(summary.turns == episodes.map(\.episode.turns.count).reduce(0, +))
            #expect(summary.tokens == episodes.map(\.episode.trace.count).reduce(0, +))
            #expect(summary.sampledTokens == episodes.map { $0.episode.trace.mask.count { $0 } }.reduce(0, +))
            #expect(summary.steps == [4])
            #expect(summary.phases == ["eval-before", "train"])
            #expect(summary.meanReward == rewards.reduce(0, +) / Double(rewards.count))
            #expect(summary.labels == ["run": "first", "note": ""])
            #expect(try Data(contentsOf: URL(filePath: path)).count == size)
        }
    }

    @Test func manyTasksWriteAtOnce() async throws {
        let episodes = try EpisodeFixture.episodes(4)
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-many-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<12 {
                let path = folder.appending(path: "\(number).h5").path
                group.addTask {
                    try ShardWriter.write(episodes, to: path)
                    return try ShardReader(path).episodes() == episodes
                }
            }
            for try await equal in group { #expect(equal) }
        }
    }
}
