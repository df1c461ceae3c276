// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// What a check of stored files finds.
@Suite struct TrajectoryFsckTests {
    /// Episodes that contradict themselves, as only a faulty writer can make them.
    @Test(arguments: Fault.allCases)
    func `an episode that contradicts itself is found and named`(fault: Fault) throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            var episodes = try EpisodeFixture.episodes(12, seed: 2)
            let row = try #require(episodes.firstIndex { $0.episode.turns.count >= 3 && $0.episode.ending.failure == nil })
            #expect(fault.words.isEmpty == false)
            try fault.plant(in: &episodes[row])
            try ShardWriter.write(episodes, to: path)
            let report = TrajectoryFsck.check(path)
            #expect(report.findings.map(\.weight) == [.problem], "\(report.findings.map(\.line))")
            #expect(report.problem?.contains(fault.words) == true, "\(report.problem ?? "")")
            #expect(report.problem?.contains("episode \(episodes[row].episode.id)") == true)
            #expect(report.problem?.hasPrefix(path) == true)
            #expect(report.summary?.episodes == 12 && report.kind == .shard)
        }
    }

    enum Fault: CaseIterable {
        case turnIndex, logprob, place, verdictTurn, scoreTurn, reward, stopOfAFailure, failureWithoutWords, changeTurn, probeStart

        var words: String {
            switch self {
            case .turnIndex: "the turn at place 1 has index 5"
            case .logprob: "which no probability has"
            case .place: "finds bytes 3..<9000 of turn 0 wrong"
            case .verdictTurn: "a verdict on prompt_to_line is of turn 77"
            case .scoreTurn: "the score user/words is of turn 88"
            case .reward: "its reward is not a number"
            case .stopOfAFailure: "the decision to stop is judged"
            case .failureWithoutWords: "nothing says what failed"
            case .changeTurn: "follows from turn 99"
            case .probeStart: "probe 0 starts behind"
            }
        }

        func plant(in scored: inout ScoredEpisode) throws {
            switch self {
            case .turnIndex:
                // An empty line, so that no token tells on it as well.
                scored.episode.turns[1].tokens = 0..<0
                scored.episode.turns[1].index = 5
                scored.verdicts = []
                scored.episode.probes = []
                scored.scores = []
                scored.episode.goal = GoalState(components: scored.episode.goal.components)
            case .logprob: try scored.episode.trace.appendSampled([1], logprobs: [2], turn: 0)
            case .place: scored.verdicts[0] = Verdict(criterion: Criterion.validity, outcome: .fail, turn: 0, places: [3..<9_000], judge: "j")
            case .verdictTurn: scored.verdicts[0].turn = 77
            case .scoreTurn: scored.scores.append(Score(MetricName.words, 1, turn: 88))
            case .reward: scored.reward = .nan
            case .stopOfAFailure:
                scored.episode.ending = Ending(
                    reason: .failure, stop: .correct, failure: EpisodeFailure(boundary: .agent, message: "broken"))
            case .failureWithoutWords: scored.episode.ending = Ending(reason: .failure, stop: nil)
            case .changeTurn:
                scored.episode.goal = GoalState(components: scored.episode.goal.components)
                let id = scored.episode.goal.components[0].id
                scored.episode.goal.apply(StatusProposal(component: id, status: .misaligned, turn: 99, reason: "", judge: "j"))
            case .probeStart: scored.episode.probes[0].start = 100_000
            }
        }
    }

    @Test func `every bad episode of a shard is named, the sound ones hide nothing`() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            var episodes = try EpisodeFixture.episodes(40)
            for row in episodes.indices where row % 2 == 0 { episodes[row].reward = .nan }
            for row in 0..<4 { episodes[row].scores.append(Score("a", 1, turn: 500)) }
            try ShardWriter.write(episodes, to: path)
            let report = TrajectoryFsck.check(path)
            #expect(report.findings.count == FileReport.mostFindings)
            #expect(report.dropped == 24 - FileReport.mostFindings)
        }
    }

    @Test func `what the columns say twice must agree`() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            try ShardWriter.write(try EpisodeFixture.episodes(8), to: path)
            let sound = try ShardReader(path).columns()
            var persona = sound
            persona.scenarios.persona[1] = "somebody"
            var status = sound
            status.statuses.status[0] = status.statuses.status[0] == .aligned ? .misaligned : .aligned
            var twice = sound
            for row in [1, 2] {
                twice.episodes.phase[row] = "train"
                (twice.episodes.groupIndex[row], twice.episodes.rollout[row]) = (0, 0)
            }
            for (columns, words) in [(persona, "contradict"), (status, "statuses after its turns"), (twice, "are both episode")] {
                try SealedFile.write(ShardWriter.image(of: columns, labels: [:]), to: path)
                #expect(TrajectoryFsck.check(path).problem?.contains(words) == true, "\(words)")
            }
        }
    }

    @Test func `the sizes of groups are counted`() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "shard.h5").path
            let episodes = try EpisodeFixture.episodes(8).enumerated().map { index, scored in
                var scored = scored
                scored.episode.id = EpisodeID(phase: "train", step: 1, group: index / 4, rollout: index % 4)
                return scored
            }
            try ShardWriter.write(episodes, to: path)
            #expect(TrajectoryFsck.check(path).groupSizes == [4: 2])
            try ShardWriter.write(Array(episodes.dropLast()), to: path)
            #expect(TrajectoryFsck.check(path).groupSizes == [4: 1, 3: 1])
        }
    }

    @Test func `scores are held against the shard that they name`() throws {
        try withTemporaryFolder { folder in
            let shard = folder.appending(path: "trajectories/step.h5").path
            let scores = folder.appending(path: "rescored/strict/step.h5").path
            for path in [shard, scores] {
                try FileManager.default.createDirectory(
                    at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            let episodes = try EpisodeFixture.episodes(3)
            try ShardWriter.write(episodes, to: shard)
            func write(_ scored: [ScoredEpisode]) throws {
                let origin = ScoreOrigin(source: "step.h5", seal: try ShardReader(shard).seal(), configurationDigest: "d")
                try ScoreFile(scores).write(scored.map(EpisodeScores.init), origin: origin)
            }
            try write(episodes)
            let sound = TrajectoryFsck.check(scores)
            #expect(sound.findings.isEmpty && sound.kind == .scores && sound.episodes == 3)

            var late = episodes
            late[1].verdicts = [Verdict(criterion: Criterion.validity, outcome: .fail, turn: 40, judge: "j")]
            try write(late)
            #expect(TrajectoryFsck.check(scores).problem?.contains("is of turn 40") == true)

            try write(episodes)
            try ShardWriter.write(try EpisodeFixture.episodes(3, seed: 8), to: shard)
            #expect(TrajectoryFsck.check(scores).problem?.contains("rescore it") == true)
            try FileManager.default.removeItem(atPath: shard)
            #expect(TrajectoryFsck.check(scores).problem?.contains("nowhere near") == true)
            let elsewhere = folder.appending(path: "moved").path
            try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
            try ShardWriter.write(episodes, to: "\(elsewhere)/step.h5")
            #expect(TrajectoryFsck.check(scores, shardsIn: [elsewhere]).isSound)
        }
    }

    @Test func `filter keys are held against the shards that they select from`() throws {
        try withTemporaryFolder { folder in
            let (shards, _) = try EpisodeMaskTests.shards([4, 4], in: folder)
            let split = try EpisodeSplit([.init(key: "half", share: 0.5)], by: .scenario, seed: 1)
            let file = try EpisodeMaskTests.file(in: folder)
            try file.write(try EpisodeMask.split(shards.map { try $0.index() }, into: split))
            #expect(TrajectoryFsck.check(file.path).isSound)
            #expect(TrajectoryFsck.check(file.path).kind == .masks)
            try ShardWriter.write(try EpisodeFixture.episodes(4, seed: 30), to: shards[0].path)
            #expect(TrajectoryFsck.check(file.path).problem?.contains("has changed since") == true)
            try FileManager.default.removeItem(atPath: shards[0].path)
            #expect(TrajectoryFsck.check(file.path).problem?.contains("nowhere near") == true)
        }
    }

    @Test func `an HDF5 file of others is named as such`() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "other.h5").path
            let image = try HDF5Session.run { session in
                let file = try HDF5File.create(in: session)
                try file.setAttribute(ShardSchema.nameAttribute, to: "else/where")
                return try file.image()
            }
            try SealedFile.write(image, to: path)
            #expect(TrajectoryFsck.check(path).problem?.contains("another schema (else/where)") == true)
        }
    }

    @Test(arguments: [1, 2, 5])
    func `many files are reported in their order, whatever is done first`(width: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-fsck-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = (0..<9).map { folder.appending(path: "\($0).h5").path }
        for (index, path) in paths.enumerated() where index != 4 {
            try ShardWriter.write(try EpisodeFixture.episodes(index % 3 == 0 ? 12 : 1, seed: UInt64(index)), to: path)
        }
        var reports: [FileReport] = []
        try await TrajectoryFsck.check(paths, width: width) { reports.append($0) }
        #expect(reports.map(\.path) == paths)
        #expect(reports.map(\.isSound) == paths.indices.map { $0 != 4 })
        #expect(reports == TrajectoryFsck.check(paths))
    }
}
