// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards
import Testing

@testable import HoldfastTrajectories

@Suite struct ShardRescoringTests {
    @Test func `the same scorer gives the same scores again, without the tokens`() async throws {
        let made = try await AgendaEpisodes(scenarios: 6, seed: 3)
        let folder = try TemporaryShards(prefix: "rescoring")
        defer { folder.remove() }
        var stored: [String: [ScoredEpisode]] = [:]
        for step in 1...3 {
            let episodes = made.episodes(step: step, count: 16).map { made.scorer.score($0.episode) }
            stored[folder.shard(step)] = episodes
            try ShardWriter.write(episodes, to: folder.shard(step))
        }
        let before = try folder.state()
        let shards = stored.keys.sorted()
        let scorer = made.scorer
        let summaries = try await ShardRescoring(digest: "d", labels: ["a": "b"]) { scorer.score($0) }.rescore(shards, into: folder.results)
        #expect(summaries.map(\.shard) == shards && summaries.allSatisfy { $0.episodes == 16 && $0.reward == $0.rewardBefore && $0.reward != nil })
        for shard in shards {
            let scores = folder.scores(of: shard)
            #expect(try RescoredShard(scores: scores, shard: shard).episodes() == stored[shard])
            #expect(try ScoreFile(scores).origin().labels == ["a": "b"])
        }
        #expect(try folder.state() == before, "a shard was touched")
    }

    @Test func `other weights give other rewards and the same verdicts`() async throws {
        let made = try await AgendaEpisodes(scenarios: 3, seed: 8)
        let folder = try TemporaryShards(prefix: "weights")
        defer { folder.remove() }
        let episodes = made.episodes(step: 1, count: 24).map { made.scorer.score($0.episode) }
        try ShardWriter.write(episodes, to: folder.shard(1))
        let strict = EpisodeScorer(lexicon: { [catalog = made.catalog] in catalog.lexicon(for: $0) }, weights: RewardWeights([.promptToLine: 1]))
        _ = try await ShardRescoring(digest: "d") { strict.score($0) }.rescore([folder.shard(1)], into: folder.results)
        let again = try RescoredShard(scores: folder.scores(of: folder.shard(1)), shard: folder.shard(1)).episodes()
        #expect(again.map(\.verdicts) == episodes.map(\.verdicts))
        #expect(again.map(\.reward) == episodes.map { $0.score(MetricName.promptToLine) })
        #expect(again.map(\.reward) != episodes.map(\.reward))
    }

    @Test func `a judge that fails stops everything`() async throws {
        let made = try await AgendaEpisodes(scenarios: 2, seed: 5)
        let folder = try TemporaryShards(prefix: "failing")
        defer { folder.remove() }
        for step in 1...4 { try ShardWriter.write(made.episodes(step: step, count: 8), to: folder.shard(step)) }
        let rescoring = ShardRescoring(digest: "d") { episode in
            guard episode.id.step != 2 else { throw HoldfastError(.reward, "no") }
            return ScoredEpisode(episode: episode)
        }
        await #expect(throws: HoldfastError.self) { try await rescoring.rescore((1...4).map(folder.shard), into: folder.results) }
    }
}

@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct RescoringBenchmarks {
    /// What it is for: a store of 100 000 episodes is scored again in a coffee break's first minute.
    @Test func `a hundred thousand episodes are scored again in under a minute`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let total = Int(environment["HOLDFAST_BENCH_EPISODES"] ?? "") ?? 100_000
        let made = try await AgendaEpisodes(scenarios: 2_000, seed: 1)
        let folder = try TemporaryShards(prefix: "bench")
        defer { folder.remove() }
        var lines = 0
        let shards = try (1...(total + 511) / 512).map { step in
            let episodes = made.episodes(step: step, count: min(512, total - 512 * (step - 1)))
            lines += episodes.reduce(0) { $0 + $1.episode.userTurns.count }
            try ShardWriter.write(episodes, to: folder.shard(step))
            return folder.shard(step)
        }
        // Everything that judges or measures without a model: the ledger, the rules over free text, the contrast with others, all measures.
        let scorer = EpisodeScorer(lexicon: { [catalog = made.catalog] in catalog.lexicon(for: $0) }, others: made.scenarios)
        let rules = FreeTextDialogueJudge { ScenarioPrompt.sentences(for: $0).joined(separator: "\n") }
        let start = ContinuousClock.now
        let processor = processorTime()
        let summaries = try await ShardRescoring(digest: "d") { await scorer.score($0, by: nil, evaluation: rules) }
            .rescore(shards, into: folder.results)
        let time = start.duration(to: .now)
        let used = processorTime() - processor
        let parts = (0..<3).map { part in summaries.reduce(Duration.zero) { $0 + $1.times[part] } }
        print(
            "rescoring \(total) episodes with \(lines) user lines in \(shards.count) shards took \(time), \(Int(Double(total) / time.seconds)) a second"
        )
        print("processor time \(used), which two idle cores have in \(used / 2)")
        print("added up over shards side by side: reading \(parts[0]), decoding and scoring \(parts[1]), writing \(parts[2])")
        let watch = ContinuousClock()
        var (reading, decoding, scoring, writing) = (Duration.zero, Duration.zero, Duration.zero, Duration.zero)
        let cache = DialogueCache()
        for shard in shards.prefix(40) {
            var dialogues: StoredDialogues?
            reading += try watch.measure { dialogues = try ShardReader(shard).dialogues(cache: cache) }
            let read = try #require(dialogues)
            var episodes: [Episode] = []
            decoding += try watch.measure { episodes = try (0..<read.count).map(read.episode) }
            var scores: [EpisodeScores] = []
            let before = watch.now
            for episode in episodes { scores.append(EpisodeScores(await scorer.score(episode, by: nil, evaluation: rules))) }
            scoring += before.duration(to: watch.now)
            let origin = ScoreOrigin(source: "s", seal: read.seal, configurationDigest: "d")
            writing += try watch.measure { _ = try ScoreFile("\(folder.results)/again.h5").write(scores, origin: origin) }
        }
        print(
            "one after the other, \(min(40, shards.count)) shards: reading \(reading), decoding \(decoding), scoring \(scoring), writing \(writing)")
        // Of the processor and not of the clock, so that it holds on a machine that has other work.
        #expect(used < .seconds(2 * 60) * Double(total) / 100_000, "\(used)")
    }
}

/// What this process has used of all cores.
private func processorTime() -> Duration { .seconds(Double(clock()) / Double(CLOCKS_PER_SEC)) }

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// A folder of shards and one of results beside them.
struct TemporaryShards {
    private let folder: URL

    init(prefix: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-\(prefix)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "results"), withIntermediateDirectories: true)
    }

    var results: String { folder.appending(path: "results").path }
    func shard(_ step: Int) -> String { folder.appending(path: "step_\(step).h5").path }
    func scores(of shard: String) -> String { "\(results)/\((shard as NSString).lastPathComponent)" }
    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Bytes and time of the last change of every shard.
    func state() throws -> [String: [AnyHashable]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".h5") }
        return Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let path = folder.appending(path: name).path
                let attributes = try FileManager.default.attributesOfItem(atPath: path)
                return (name, [try Data(contentsOf: URL(filePath: path)), attributes[.modificationDate] as? Date])
            })
    }
}
