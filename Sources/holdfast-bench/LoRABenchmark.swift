// SPDX-License-Identifier: Apache-2.0

import HoldfastEngine
import HoldfastModels
import HoldfastTraining

/// Steps of plain GRPO that train adapters of a model in the shape of Qwen2.5-0.5B, its weights random: two prompts of 128 tokens, eight
/// samples of 64 tokens each.
struct LoRABenchmark {
    static let size = "0.5b"
    /// Qwen2.5-0.5B's `config.json`.
    static let shape = ModelConfiguration(
        architecture: .qwen2, vocabularySize: 151_936, hiddenSize: 896, feedForwardSize: 4864, layers: 24, heads: 14, keyValueHeads: 2,
        contextLength: 32_768, ropeTheta: 1_000_000)
    static let work = GRPOStep(prompts: 2, group: 8, promptTokens: 128, sampledTokens: 64, vocabulary: shape.vocabularySize)

    var threads: Int
    var steps: Int
    var rank: Int
    var precision = Precision.float32

    /// Seconds of the parts of each step, after one that is not counted.
    func run() async throws -> BenchmarkRecord {
        let lora = LoRAConfiguration(rank: rank, alpha: 2 * Double(rank))
        let server = try EmbeddedServer(
            model: Self.shape, seed: 1,
            configuration: EngineConfiguration(threads: threads, precision: precision, lora: lora))
        let opened = Machine.peakMebibytes
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "dapo"))
        var seconds: [String: [Double]] = [:]
        for step in 0...steps {
            let times = try await Self.work.run(server, objective, number: step)
            guard step > 0 else { continue }
            for (name, time) in times { seconds[name, default: []].append(time) }
        }
        func rate(_ tokens: Int, _ part: String) -> Double { Double(tokens) / (seconds[part]?.min() ?? .infinity) }
        return BenchmarkRecord(
            bench: "lora_step", size: Self.size, threads: threads, dtype: precision.rawValue, seconds: seconds,
            numbers: [
                "parameters": Double(server.parameterCount), "trained_parameters": Double(server.trainedCount), "rank": Double(rank),
                "sampled_tokens_per_second": rate(Self.work.sampledRows, "sample"),
                "trained_tokens_per_second": rate(Self.work.trainedRows, "update"), "opened_mebibytes": opened,
                "peak_mebibytes": Machine.peakMebibytes,
            ])
    }
}
