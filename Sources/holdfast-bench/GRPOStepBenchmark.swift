// SPDX-License-Identifier: Apache-2.0

import HoldfastEngine
import HoldfastModels
import HoldfastTraining

/// One step of plain GRPO: eight prompts of 128 tokens, eight samples of 64 tokens each, one AdamW step, and new weights published.
struct GRPOStepBenchmark {
    static let work = GRPOStep(prompts: 8, group: 8, promptTokens: 128, sampledTokens: 64, vocabulary: AnchorModel.vocabulary)

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
            let times = try await Self.work.run(server, objective, number: step)
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

    /// With a group's prompt computed once, in sampling and in the update; a backward pass counts as two forward ones.
    private var operations: Double {
        let count = Operations(model: model.shape)
        let work = Self.work
        let (samples, given, sampled) = (work.prompts * work.group, work.promptTokens, work.sampledTokens)
        let promptContext = work.prompts * Operations.context(from: 0, count: given)
        let prefill = count.forward(tokens: work.prompts * given, context: promptContext, predicted: work.prompts)
        let decode = count.forward(
            tokens: samples * (sampled - 1), context: samples * Operations.context(from: given, count: sampled - 1),
            predicted: samples * (sampled - 1))
        let update = count.forward(
            tokens: work.trainedRows,
            context: promptContext + samples * Operations.context(from: given, count: sampled), predicted: work.sampledRows)
        return prefill + decode + 3 * update
    }
}
