// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// One step of plain GRPO on prompts of random tokens: a group of samples for each, one AdamW step, and new weights published.
struct GRPOStep {
    var prompts: Int
    /// Samples of each prompt.
    var group: Int
    var promptTokens: Int
    /// Tokens of each sample; none ends earlier.
    var sampledTokens: Int
    var vocabulary: Int

    /// Rows that go through the layers in training, a group's prompt computed once.
    var trainedRows: Int { prompts * promptTokens + sampledRows }
    /// Tokens that are sampled, and whose log-probabilities are trained.
    var sampledRows: Int { prompts * group * sampledTokens }

    /// - Returns: seconds of the step and of its parts.
    func run(_ server: EmbeddedServer, _ objective: any Objective, number: Int) async throws -> [String: Double] {
        let prompts = (0..<prompts).map { tokens(RandomKey(seed: 7, step: number, group: $0, purpose: .text)) }
        let parameters = SamplingParameters(maxTokens: sampledTokens)
        let requests = prompts.indices.flatMap { index in
            (0..<group).map { rollout in
                SampleRequest(
                    prompt: prompts[index], parameters: parameters,
                    randomKey: RandomKey(seed: 1, step: number, group: index, rollout: rollout, purpose: .sampling))
            }
        }
        let watch = Stopwatch()
        let replies = try await server.sample(requests)
        let sampled = watch.seconds
        _ = try await server.accumulate(TrainingBatch(sequences: sequences(requests, replies)), objective: objective)
        let accumulated = watch.seconds
        _ = await server.step(OptimizerStep(learningRate: 1e-4))
        _ = await server.publish()
        let total = watch.seconds
        return ["step": total, "sample": sampled, "update": accumulated - sampled, "optimizer": total - accumulated]
    }

    /// Rewarded is the share of tokens in the lower half of the vocabulary.
    private func sequences(_ requests: [SampleRequest], _ replies: [SampleReply]) -> [TrainingSequence] {
        let rewards = replies.map { reply in Double(reply.tokens.count { $0 < vocabulary / 2 }) / Double(reply.tokens.count) }
        return requests.indices.map { index in
            let group = Array(rewards[index / group * group..<(index / group + 1) * group])
            let mean = group.reduce(0, +) / Double(group.count)
            let deviation = (group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count - 1)).squareRoot()
            let advantage = (rewards[index] - mean) / (deviation + 1e-4)
            let given = promptTokens - 1
            return TrainingSequence(
                tokens: requests[index].prompt + replies[index].tokens,
                mask: [Bool](repeating: false, count: given) + [Bool](repeating: true, count: sampledTokens),
                samplerLogprobs: [Float](repeating: 0, count: given) + replies[index].logprobs,
                advantages: [Float](repeating: 0, count: given) + [Float](repeating: Float(advantage), count: sampledTokens),
                group: index / self.group)
        }
    }

    private func tokens(_ key: RandomKey) -> [Int32] {
        var stream = key.stream
        return (0..<promptTokens).map { _ in Int32(4 + stream.next() % UInt64(vocabulary - 4)) }
    }
}
