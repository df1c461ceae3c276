// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import HoldfastTraining
import Testing

@testable import HoldfastRun

/// `simulator.protocol: tinker`.
struct TrainingServerRunTests {
    private func start(_ overrides: [String]) throws -> TrainingStart {
        try withFolder { folder in
            let file = "\(folder)/x.yaml"
            try "simulator: {server: \"http://127.0.0.1:9\", protocol: tinker}".write(toFile: file, atomically: true, encoding: .utf8)
            return try TrainingStart(
                sources: ConfigurationSources(files: [file], overrides: overrides), output: "\(folder)/run", resume: false)
        }
    }

    @Test func `what a training server cannot do is refused before it is asked`() throws {
        #expect(try start([]).configuration.simulator.protocol == .tinker)
        let table: [([String], String)] = [
            (["trainer.temperature=0.7"], "trainer.temperature is 0.7"),
            (["sampling.top_p=0.9", "trainer.objective.mismatch=token_truncate"], "sampling.top_p"),
            (["simulator.protocol=openai"], "set simulator.protocol to tinker"),
            (["simulator.key_variable=KEY", "simulator.key_file=key"], "simulator.key_file"),
            (["simulator.lora_rank=-1"], "simulator.lora_rank"),
        ]
        for (overrides, mention) in table {
            let error = #expect(throws: HoldfastError.self) { try start(overrides) }
            #expect(error?.code == .configuration && error?.message.contains(mention) == true, "\(error?.message ?? "")")
        }
    }

    @Test(.enabled(if: TrainingServers.canRun(.reference), "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"))
    func `a run trains at a server, resumes from its checkpoint, and the checkpoint is evaluated`() async throws {
        let model = try TrainingServers.makeTinyModel(sharpness: 6)
        defer { try? FileManager.default.removeItem(atPath: model) }
        let server = try await TrainingServers.start(.reference, model: model)
        defer { server.stop() }
        try await withFolder { folder in
            let file = "\(folder)/tinker.yaml"
            try """
            run: {name: tinker, output: \(folder)}
            simulator: {folder: \(model), template: plain, end_of_dialogue: "<tool_call>", server: "\(server.url)", protocol: tinker,
              lora_rank: 8, loss_normalization: sum}
            scenarios: {train: 4, evaluation: 2}
            environment: {user_turns: 1, tokens_per_turn: 6, probes: {questions: 0}}
            trainer: {steps: 4, groups_per_step: 2, group_size: 2, learning_rate: 1e-3, checkpoint_every: 2, filter_zero_spread: false,
              kl_coefficient: 0.1, seed: 5}
            """.write(toFile: file, atomically: true, encoding: .utf8)
            func train(_ output: String, resume: Bool) async throws {
                let start = try TrainingStart(sources: ConfigurationSources(files: [file]), output: output, resume: resume)
                _ = try await TrainingRun(start, terminal: Terminal(isTerminal: false, output: { _ in })).run()
            }
            let directory = RunDirectory(path: "\(folder)/run")
            try await train(directory.path, resume: false)
            func rows() throws -> [MetricsRow] { try MetricsLog.rows(directory.metrics).filter { !$0.isEvaluation } }
            let whole = try rows()
            #expect(whole.count == 4)
            // The norm is the server's; the entropy it does not tell, and nothing stands in its place.
            #expect(whole.allSatisfy { $0.values[TrainingMetricName.gradientNorm] != nil && $0.values[TrainingMetricName.entropy] == nil })
            let last = "\(directory.checkpoints)/step_000004"
            for name in ["tinker.json", "tokenizer.json", "chat_template.jinja"] {
                #expect(FileManager.default.fileExists(atPath: "\(last)/\(name)"))
            }

            // As if it had been stopped after step 2.
            try FileManager.default.removeItem(atPath: last)
            try await train(directory.path, resume: true)
            let resumed = try rows()
            #expect(resumed.map(\.step) == [1, 2, 3, 4])
            for (one, two) in zip(whole, resumed) {
                let (loss, again) = (one.values[TrainingMetricName.loss] ?? .nan, two.values[TrainingMetricName.loss] ?? .nan)
                #expect(abs(loss - again) < 1e-3, "step \(one.step)")
            }

            let evaluated = try Program.run(["eval", "--json", "--config", file, "--simulator", last])
            #expect(evaluated.status == 0, "\(evaluated.errors)")
            let other = try Program.run(["eval", "--config", file, "--simulator", last, "--simulator.lora-rank", "4"])
            #expect(other.status == 2 && other.errors.contains("rank 8"), "\(other.errors)")
        }
    }
}
