// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTesting
import Testing

/// Recipes of tinker-cookbook 0.5.8, as they are, against `holdfast serve --training`.
@Suite(
    "tinker-cookbook's recipes train the base simulator",
    .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"),
    .enabled(if: PythonInterpreter.client("tinker-0.38.0") != nil, "scripts/clients tinker-0.38.0 makes what this runs"))
struct TinkerCookbookTests {
    private func metrics(of recipe: String, _ options: [String]) async throws -> [[String: Any]] {
        let python = try #require(PythonInterpreter.client("tinker-0.38.0"))
        return try await withFolder { folder in
            let serving = try ServingProgram(simulator: TinkerClientTests.simulator, options: ["--training", "\(folder)/trained"])
            defer { serving.stop() }
            let script = """
                import runpy, sys
                import tinker_cookbook, pathlib
                conversations = str(pathlib.Path(tinker_cookbook.__file__).parent / "example_data/conversations.jsonl")
                sys.argv = [sys.argv[1]] + [option.replace("CONVERSATIONS", conversations) for option in sys.argv[2:]]
                runpy.run_module("tinker_cookbook.recipes." + sys.argv[0], run_name="__main__", alter_sys=True)
                """
            let common = [
                "model_name=\(TinkerClientTests.simulator)", "renderer_name=role_colon", "log_path=\(folder)/log",
                "behavior_if_log_dir_exists=delete", "eval_every=0",
            ]
            _ = try await python.runBeside(
                script, arguments: [recipe] + common + options,
                environment: [
                    "TINKER_API_KEY": "tml-of-nobody", "TINKER_BASE_URL": serving.url, "TINKER_TELEMETRY": "0", "HF_HUB_OFFLINE": "1",
                ])
            let lines = try String(contentsOfFile: "\(folder)/log/metrics.jsonl", encoding: .utf8).split(separator: "\n")
            return try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        }
    }

    @Test("reinforcement learning: guess_number")
    func guessesNumbers() async throws {
        let found = try await metrics(
            of: "multiplayer_rl.guess_number.train",
            ["group_size=4", "batch_size=4", "max_tokens=8", "max_steps=2", "save_every=1", "learning_rate=1e-3"])
        let steps = found.filter { $0["env/all/total_episodes"] != nil }
        #expect(steps.count == 2)
        for step in steps {
            #expect(step["env/all/total_episodes"] as? Int == 16)
            // What was sampled and what training computes differ by rounding alone.
            let divergence = try #require(step["optim/kl_sample_train_v2"] as? Double)
            #expect(abs(divergence) < 1e-6, "\(divergence)")
        }
    }

    @Test("supervised learning: chat_sl")
    func learnsConversations() async throws {
        let found = try await metrics(
            of: "chat_sl.train", ["dataset=CONVERSATIONS", "batch_size=16", "max_length=256", "learning_rate=3e-3", "num_epochs=1"])
        let losses = found.compactMap { $0["train_mean_nll"] as? Double }
        #expect(losses.count > 4)
        let half = losses.count / 2
        let (first, second) = (losses[..<half].reduce(0, +) / Double(half), losses[half...].reduce(0, +) / Double(losses.count - half))
        #expect(second < first - 0.1, "\(losses)")
    }
}
