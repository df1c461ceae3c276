// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// `sft` that had diverged wrote weights that are no numbers over a good simulator and exited with 0.
@Suite("A diverged simulator")
struct DivergedSimulatorIsWrittenTests {
    @Test(
        "is not written: the former one stays, and the error says why",
        arguments: [["sft.steps=2"], ["sft.steps=1"], ["sft.steps=1", "dialogues.validation=0"]])
    func diverged(overrides: [String]) async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let simulator = SimulatorFolder(path: tiny.simulator)
            let weights = try simulator.digest()
            let sources = ConfigurationSources(files: [tiny.configuration], overrides: ["sft.learning_rate=1e300"] + overrides)
            let error = await #expect(throws: HoldfastError.self) {
                try await SupervisedCommand(sources: sources, output: tiny.simulator, start: tiny.simulator, maximumSteps: nil, json: false).run()
            }
            #expect(error?.code == .model)
            #expect(error?.message.contains("not finite: training has diverged") == true, "\(String(describing: error))")
            #expect(try simulator.digest() == weights)
            #expect(FileSystem.names(in: folder) == ["simulator", "tiny.yaml"])
        }
    }
}
