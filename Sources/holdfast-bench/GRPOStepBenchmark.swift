// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels
import HoldfastTraining

/// One step of plain GRPO: eight prompts of 128 tokens, eight samples of 64 tokens each, one AdamW step, and new weights published.
struct GRPOStepBenchmark {
    static let (prompts, group, promptTokens, sampledTokens) = (8, 8, 128, 64)

    var model: AnchorModel
    var threads: Int
    var steps: Int
    var precision = Precision.float32

    /// Seconds of the parts of each step, after one that is not counted.
    func run() async throws -> BenchmarkRecord {
        let server = try EmbeddedServer(model: model.shape, seed: 1, configuration: EngineConfiguration(threads: threads, precision: precision))
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "dapo"))
        var seconds: [String: [Double]] = [:]
        for step in 0...steps {
            let prompts = (0..<Self.prompts).map { tokens(RandomKey(seed: 7, step: step, group: $0, purpose: .text)) }
            let times = try await self.step(server, objective, prompts, step)
            guard step > 0 else { continue }
            for (name, time) in times { seconds[name, default: []].append(time) }
        }
        let operations = self.operations
        let best = seconds["step"]?.min() ?? .infinity
        return BenchmarkRecord(
            bench: "grpo_step", size: model.rawValue, threads: threads, dtype: precision.rawValue, seconds: seconds,
            numbers: [
                "parameters": Double(server.parameterCount), "gflop": operations / 1e9, "gflops_best": operations / 1e9 / best,
                "peak_mebibytes": Machine.peakMebibytes,
            ])
    }

    private func step(
        _ server: EmbeddedServer, _ objective: any Objective, _ prompts: [[Int32]], _ step: Int
    ) async throws -> [String: Double] {
        let parameters = SamplingParameters(maxTokens: Self.sampledTokens)
        let requests = prompts.indices.flatMap { group in
            (0..<Self.group).map { rollout in
                SampleRequest(
                    prompt: prompts[group], parameters: parameters,
                    randomKey: RandomKey(seed: 1, step: step, group: group, rollout: rollout, purpose: .sampling))
            }
        }
        let watch = Stopwatch()
        let replies = try await server.sample(requests)
        let sampled = watch.seconds
        let rewards = replies.map { reply in Double(reply.tokens.count { $0 < 2048 }) / Double(reply.tokens.count) }
        let sequences = requests.indices.map { index in
            let group = Array(rewards[index / Self.group * Self.group..<(index / Self.group + 1) * Self.group])
            let mean = group.reduce(0, +) / Double(group.count)
            let deviation = (group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count - 1)).squareRoot()
            let advantage = (rewards[index] - mean) / (deviation + 1e-4)
            let given = Self.promptTokens - 1
            return TrainingSequence(
                tokens: requests[index].prompt + replies[index].tokens,
                mask: [Bool](repeating: false, count: given) + [Bool](repeating: true, count: Self.sampledTokens),
                samplerLogprobs: [Float](repeating: 0, count: given) + replies[index].logprobs,
                advantages: [Float](repeating: 0, count: given) + [Float](repeating: Float(advantage), count: Self.sampledTokens),
                group: index / Self.group)
        }
        _ = try await server.accumulate(TrainingBatch(sequences: sequences), objective: objective)
        let accumulated = watch.seconds
        _ = await server.step(OptimizerStep(learningRate: 1e-4))
        _ = await server.publish()
        let total = watch.seconds
        return ["step": total, "sample": sampled, "update": accumulated - sampled, "optimizer": total - accumulated]
    }

    private func tokens(_ key: RandomKey) -> [Int32] {
        var stream = key.stream
        return (0..<Self.promptTokens).map { _ in Int32(4 + stream.next() % UInt64(AnchorModel.vocabulary - 4)) }
    }

    /// With a group's prompt computed once, in sampling and in the update; a backward pass counts as two forward ones.
    private var operations: Double {
        let count = Operations(model: model.shape)
        let (samples, given, sampled) = (Self.prompts * Self.group, Self.promptTokens, Self.sampledTokens)
        let promptContext = Self.prompts * Operations.context(from: 0, count: given)
        let prefill = count.forward(tokens: Self.prompts * given, context: promptContext, predicted: Self.prompts)
        let decode = count.forward(
            tokens: samples * (sampled - 1), context: samples * Operations.context(from: given, count: sampled - 1),
            predicted: samples * (sampled - 1))
        let update = count.forward(
            tokens: Self.prompts * given + samples * sampled,
            context: promptContext + samples * Operations.context(from: given, count: sampled), predicted: samples * sampled)
        return prefill + decode + 3 * update
    }
}
