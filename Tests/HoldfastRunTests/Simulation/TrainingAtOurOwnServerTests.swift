// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The same run in one process and over the wire, at `holdfast serve --training`.
@Suite(
    "Training at a server of our own", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct TrainingAtOurOwnServerTests {
    private func metrics(_ run: String) throws -> [[String: Any]] {
        try String(contentsOfFile: "\(run)/metrics.jsonl", encoding: .utf8).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    /// What is sampled is the same, since the server is told the names of random streams. Gradients take two passes and a rounding to float32
    /// on the way, so what follows from them differs from the fifth digit on.
    @Test("gives the numbers of the run in one process, step for step", arguments: [4, 0])
    func sameNumbers(rank: Int) throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let serving = try ServingProgram(simulator: tiny.simulator, options: ["--training", "\(folder)/trained"])
            defer { serving.stop() }
            let (here, there) = ("\(folder)/here", "\(folder)/there")
            let lora = rank == 0 ? [] : ["--engine.lora.rank", "\(rank)", "--engine.lora.seed", "5"]
            let near = try Program.run(["train", "--config", tiny.configuration, "--output", here] + lora)
            #expect(near.status == 0, "\(near.errors)")
            let far = try Program.run(
                ["train", "--config", tiny.configuration, "--output", there] + [
                    "--simulator.server", serving.url, "--simulator.protocol", "tinker", "--simulator.lora_rank", "\(rank)",
                ])
            #expect(far.status == 0, "\(far.errors)")

            let (expected, found) = (try metrics(here), try metrics(there))
            #expect(expected.count == found.count && expected.count > 4)
            for (one, other) in zip(expected, found) {
                #expect(Set(one.keys) == Set(other.keys), "step \(one["step"] ?? "?")")
                for (name, value) in one where !name.hasPrefix("time/") && !name.hasPrefix("perf/") {
                    guard let number = value as? Double, let same = other[name] as? Double else { continue }
                    #expect(abs(number - same) <= 1e-4 * max(1, abs(number)), "step \(one["step"] ?? "?"), \(name): \(number), \(same)")
                    if name.contains("reward/") || name.hasPrefix("eval/") { #expect(number == same, "\(name)") }
                }
            }
            // The last weights are evaluated from the checkpoint's note.
            let evaluated = try Program.run([
                "eval", "--json", "--config", tiny.configuration, "--simulator", "\(there)/checkpoints/step_000004", "--simulator.server",
                serving.url, "--simulator.protocol", "tinker", "--simulator.lora_rank", "\(rank)",
            ])
            #expect(evaluated.status == 0, "\(evaluated.errors)")
        }
    }
}
