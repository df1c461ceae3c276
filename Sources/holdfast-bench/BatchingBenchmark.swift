// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// Sixty-four dialogues of five turns whose replies have very different lengths, half of which join late: sampled as each goes on by itself, and in waves
/// in which all wait for the longest reply.
struct BatchingBenchmark {
    static let (dialogues, group, turns, promptTokens, agentTokens) = (64, 8, 5, 128, 16)
    static let replyTokens = 8...256

    var model: AnchorModel
    var threads: Int
    var repetitions: Int
    var precision = Precision.float32

    /// Waves and single dialogues in turn, so that both meet the same neighbours; then single dialogues with a quarter of the pages these took.
    func run() async throws -> [BenchmarkRecord] {
        var runs: [(waves: Run, alone: Run, tight: Run)] = []
        for _ in 0..<repetitions {
            let waves = try await measure(cacheBytes: 2 << 30, waves)
            let alone = try await measure(cacheBytes: 2 << 30, alone)
            let quarter = alone.statistics.peakPages * alone.statistics.pageBytes / 4
            runs.append((waves, alone, try await measure(cacheBytes: quarter, self.alone)))
        }
        return [
            record("batching", runs.map(\.alone)), record("batching_waves", runs.map(\.waves)),
            record("batching_quarter_cache", runs.map(\.tight)),
        ]
    }

    private struct Run {
        var seconds: Double
        var statistics: SamplingStatistics
    }

    private func measure(cacheBytes: Int, _ body: (EmbeddedServer) async throws -> Void) async throws -> Run {
        let server = try EmbeddedServer(
            model: model.shape, seed: 1, configuration: EngineConfiguration(threads: threads, cacheBytes: cacheBytes, precision: precision))
        let watch = Stopwatch()
        try await body(server)
        return Run(seconds: watch.seconds, statistics: await server.samplingStatistics)
    }

    // MARK: The work

    /// Each dialogue by itself; the late ones begin when enough turns are over.
    private func alone(_ server: EmbeddedServer) async throws {
        let turns = FinishedTurns()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<Self.dialogues {
                group.addTask {
                    await turns.wait(for: Self.turnsBefore(index))
                    var dialogue = SimulatedDialogue(index)
                    while let request = dialogue.next() {
                        dialogue.hear(try await server.sample([request])[0])
                        await turns.finish()
                    }
                    await server.release(sessions: ["\(index)"])
                }
            }
            try await group.waitForAll()
        }
    }

    /// One call for all that have joined, turn by turn.
    private func waves(_ server: EmbeddedServer) async throws {
        var waiting = (0..<Self.dialogues)[...]
        var (live, finished): ([SimulatedDialogue], Int) = ([], 0)
        while !live.isEmpty || !waiting.isEmpty {
            while let next = waiting.first, Self.turnsBefore(next) <= finished { live.append(SimulatedDialogue(waiting.removeFirst())) }
            let requests = live.indices.compactMap { live[$0].next() }
            for (index, reply) in try await server.sample(requests).enumerated() { live[index].hear(reply) }
            finished += live.count
            await server.release(sessions: live.filter(\.isOver).map { "\($0.index)" })
            live.removeAll(where: \.isOver)
        }
    }

    /// How many turns of others are over before a dialogue joins.
    private static func turnsBefore(_ dialogue: Int) -> Int { max(0, 2 * (dialogue - dialogues / 2)) }

    // MARK: Records

    private func record(_ name: String, _ runs: [Run]) -> BenchmarkRecord {
        let statistics = runs[0].statistics
        let steps = Double(statistics.steps)
        return BenchmarkRecord(
            bench: name, size: model.rawValue, threads: threads, dtype: precision.rawValue, seconds: ["all": runs.map(\.seconds)],
            numbers: [
                "sampled_tokens_per_second": Double(statistics.sampled) / (runs.map(\.seconds).min() ?? .infinity),
                "sampled_tokens": Double(statistics.sampled), "steps": steps, "tokens_per_step": Double(statistics.sampled) / steps,
                "rows_per_step": Double(statistics.rows) / steps, "rows": Double(statistics.rows),
                "peak_cache_mebibytes": Double(statistics.peakPages * statistics.pageBytes) / 1_048_576,
                "preemptions": Double(statistics.preemptions), "evictions": Double(statistics.evictions),
            ])
    }
}

/// One dialogue of the work: lines of the agent are given, replies of the user are sampled.
private struct SimulatedDialogue {
    let index: Int
    private var tokens: [Int32]
    private var turn = 0

    init(_ index: Int) {
        self.index = index
        tokens = Self.text(RandomKey(seed: 7, group: index / BatchingBenchmark.group, purpose: .text), BatchingBenchmark.promptTokens)
    }

    var isOver: Bool { turn == BatchingBenchmark.turns }

    /// The next reply to sample, nil at the end. Lengths are evenly spread over the powers of two.
    mutating func next() -> SampleRequest? {
        guard !isOver else { return nil }
        tokens += Self.text(RandomKey(seed: 8, group: index, turn: turn, purpose: .text), BatchingBenchmark.agentTokens)
        var stream = RandomKey(seed: 9, group: index, turn: turn, purpose: .selection).stream
        let range = BatchingBenchmark.replyTokens
        let length = Double(range.lowerBound) * exp2(stream.uniform() * log2(Double(range.upperBound) / Double(range.lowerBound)))
        return SampleRequest(
            prompt: tokens, parameters: SamplingParameters(maxTokens: min(range.upperBound, Int(length))),
            randomKey: RandomKey(seed: 1, group: index, turn: turn, purpose: .sampling), session: "\(index)")
    }

    mutating func hear(_ reply: SampleReply) {
        tokens += reply.tokens
        turn += 1
    }

    private static func text(_ key: RandomKey, _ count: Int) -> [Int32] {
        var stream = key.stream
        return (0..<count).map { _ in Int32(4 + stream.next() % UInt64(AnchorModel.vocabulary - 4)) }
    }
}

/// Counts the turns of all dialogues, and lets those begin that wait for a number of them.
private actor FinishedTurns {
    private var count = 0
    private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func wait(for count: Int) async {
        guard self.count < count else { return }
        await withCheckedContinuation { waiting.append((count, $0)) }
    }

    func finish() {
        count += 1
        for waiter in waiting where waiter.count <= count { waiter.continuation.resume() }
        waiting.removeAll { $0.count <= count }
    }
}
