// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// Sixty-four dialogues of twenty turns: each turn the agent's line is given and the user's is sampled. Eight dialogues share a prompt.
///
/// Against it stands what a library without a cache between turns does: the whole dialogue as a fresh prompt, every turn.
struct DialogueBenchmark {
    static let (dialogues, group, turns, promptTokens, agentTokens, userTokens) = (64, 8, 20, 128, 16, 12)

    var model: AnchorModel
    var threads: Int
    /// Whether the keys and values of earlier turns are kept.
    var keepsCache = true
    var precision = Precision.float32

    func run() async throws -> BenchmarkRecord {
        let server = try EmbeddedServer(model: model.shape, seed: 1, configuration: EngineConfiguration(threads: threads, precision: precision))
        var dialogues = (0..<Self.dialogues).map { text(RandomKey(seed: 7, group: $0 / Self.group, purpose: .text), Self.promptTokens) }
        var turns: [Double] = []
        for turn in 0..<Self.turns {
            for index in dialogues.indices {
                dialogues[index] += text(RandomKey(seed: 8, group: index, turn: turn, purpose: .text), Self.agentTokens)
            }
            let requests = dialogues.indices.map { index in
                SampleRequest(
                    prompt: dialogues[index], parameters: SamplingParameters(maxTokens: Self.userTokens),
                    randomKey: RandomKey(seed: 1, group: index, turn: turn, purpose: .sampling), session: keepsCache ? "\(index)" : nil)
            }
            let watch = Stopwatch()
            let replies = try await server.sample(requests)
            turns.append(watch.seconds)
            for (index, reply) in replies.enumerated() { dialogues[index] += reply.tokens }
        }
        let total = turns.reduce(0, +)
        return BenchmarkRecord(
            bench: keepsCache ? "dialogues" : "dialogues_without_cache", size: model.rawValue, threads: threads,
            dtype: precision.rawValue, seconds: ["turn": turns, "all": [total]],
            numbers: [
                "sampled_tokens_per_second": Double(Self.dialogues * Self.turns * Self.userTokens) / total,
                "peak_mebibytes": Machine.peakMebibytes,
            ])
    }

    private func text(_ key: RandomKey, _ count: Int) -> [Int32] {
        var stream = key.stream
        return (0..<count).map { _ in Int32(4 + stream.next() % UInt64(AnchorModel.vocabulary - 4)) }
    }
}
