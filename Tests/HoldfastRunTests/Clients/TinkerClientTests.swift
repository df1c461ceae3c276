// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTesting
import Testing

/// One version of each of the protocol's three wire formats.
enum TinkerGenerations {
    static let versions = ["0.16.1", "0.24.1", "0.38.0"]
    static let areThere = versions.allSatisfy { PythonInterpreter.client("tinker-\($0)") != nil }
}

/// The real SDK of the Tinker protocol against `holdfast serve --training`: one version of each of its three wire formats.
@Suite(
    "The Tinker SDK trains the base simulator",
    .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"),
    .enabled(if: TinkerGenerations.areThere, "scripts/clients makes the SDKs that this runs"))
struct TinkerClientTests {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let simulator = "\(repository)/checkpoints/base"

    private struct Said: Decodable {
        var version: String
        var models: [String]
        var lora_rank: Int
        var tokenizer: String
        var losses: [Double]
        var norm, forward, forward_again, summed: Double
        var counts: [Int]
        var reasons: [String]
        var repeats, prompt_logprobs, computed, frozen, base_differs, stopped: Bool
        var expected, weighted, prompt_squares: Double
        var policy: [String: Double]
        var state, path: String
        var loaded, moved: Double
        var from_path: Int
        var custom: Double
        var refused: String?
        var trains_on: Double
        var runs, checkpoints: [String]
    }

    @Test(
        "creates, trains with every loss, steps, samples, saves and loads; the loss falls",
        arguments: TinkerGenerations.versions)
    func trains(version: String) async throws {
        let python = try #require(PythonInterpreter.client("tinker-\(version)"))
        try await withFolder { folder in
            let serving = try ServingProgram(simulator: Self.simulator, options: ["--training", "\(folder)/trained"])
            let output = try await python.runBeside(
                TinkerClientScript.text, arguments: [serving.url, Self.simulator],
                environment: ["TINKER_API_KEY": "tml-of-nobody", "TINKER_TELEMETRY": "0", "HF_HUB_OFFLINE": "1"])
            let said = try JSONDecoder().decode(Said.self, from: Data(output.utf8))
            #expect(said.version == version)
            #expect(said.models == ["tiny"] && said.lora_rank == 4 && said.tokenizer == Self.simulator)
            #expect(said.losses[5] < 0.8 * said.losses[0], "\(said.losses)")
            #expect(said.norm > 0 && said.forward < said.losses[5])
            // A forward pass leaves nothing behind, and its loss is the sum of what it says about the targets.
            #expect(said.forward == said.forward_again)
            #expect(abs(said.forward - said.summed) < 1e-3, "\(said.forward), \(said.summed)")
            #expect(said.counts == [8, 8, 8, 8] && said.reasons.allSatisfy { $0.lowercased().contains("length") }, "\(said.reasons)")
            #expect(said.repeats && said.prompt_logprobs && said.computed && said.stopped)
            for loss in ["importance_sampling", "ppo"] { #expect(abs(said.policy[loss, default: 99] - said.expected) < 1e-3, "\(loss)") }
            #expect(abs(said.policy["cispo", default: 99] - said.weighted) < 1e-2)
            // The square of dro counts where nothing was sampled too, as the protocol has it.
            #expect(abs(said.policy["dro", default: 99] - said.weighted - 5 * 0.05 * said.prompt_squares) < 1e-2, "\(said.policy)")
            #expect(said.frozen, "a sampler keeps the weights it was made of")
            #expect(abs(said.loaded - said.forward) < 1e-3 && abs(said.moved - said.forward) > 1e-2, "\(said.loaded), \(said.moved)")
            #expect(said.state.hasPrefix("tinker://") && said.state.hasSuffix("/weights/half-way"))
            #expect(said.path.hasSuffix("/sampler_weights/named") && said.from_path == 8 && said.base_differs)
            #expect(said.custom == 2)
            #expect(said.refused?.contains("target_tokens of datum 0 have shape [1]") == true, "\(said.refused ?? "nothing")")
            #expect(said.checkpoints.contains("weights/half-way") && said.checkpoints.contains("sampler_weights/named"))
            #expect(!said.runs.isEmpty)
            serving.stop()
            // What was saved for sampling is a simulator like any other.
            let name = said.path.dropFirst("tinker://".count)
            let restarted = try ServingProgram(simulator: "\(folder)/trained/\(name)")
            restarted.stop()
        }
    }
}
