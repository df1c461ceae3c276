// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastTraining
import Testing

@testable import HoldfastRun

@Suite("A run that trains adapters")
struct AdapterRunTests {
    private static let lora = ["engine.lora.rank=4", "engine.lora.targets=[q_proj, v_proj, up_proj]"]

    private func rows(_ directory: RunDirectory) throws -> [MetricsRow] {
        try MetricsLog.rows(directory.metrics).map { MetricsRow(step: $0.step, values: $0.values) }
    }

    @Test("writes adapters as checkpoints and the merged simulator at its end, and both can be evaluated")
    func whole() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(directory.path, overrides: Self.lora)
            let checkpoint = "\(directory.checkpoints)/step_000004"
            #expect(
                FileSystem.names(in: checkpoint) == [
                    "COMPLETE", "adapter_config.json", "adapter_model.safetensors", "optimizer.safetensors", "tokenizer.json",
                    "tokenizer_config.json",
                    "trainer.json",
                ])
            #expect(FileSystem.names(in: directory.simulator) == ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"])
            // Without the section a checkpoint is opened merged, and its weights are those of the simulator at the end.
            let opened = try SimulatorFolder(path: checkpoint).open(EngineConfiguration())
            let merged = "\(folder)/merged"
            try FileSystem.makeFolder(merged)
            try await opened.export(to: SimulatorFolder(path: merged))
            #expect(try SimulatorFolder(path: merged).digest() == SimulatorFolder(path: directory.simulator).digest())
            #expect(try SimulatorFolder(path: merged).digest() != SimulatorFolder(path: tiny.simulator).digest())
            // Training goes on from it.
            try await tiny.trained("\(folder)/next", overrides: Self.lora + ["simulator.folder=\(checkpoint)", "trainer.steps=1"])
        }
    }

    @Test("goes on from a checkpoint with the same metrics as a run that was not stopped")
    func resumed() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let (whole, cut) = (RunDirectory(path: "\(folder)/whole"), RunDirectory(path: "\(folder)/cut"))
            try await tiny.trained(whole.path, overrides: Self.lora)
            try await tiny.trained(cut.path, overrides: Self.lora)
            // As a kill within the third step leaves it.
            try FileManager.default.removeItem(atPath: "\(cut.checkpoints)/step_000004")
            try FileManager.default.removeItem(atPath: cut.simulator)
            try await tiny.trained(cut.path, resume: true, overrides: Self.lora)
            #expect(try rows(cut) == rows(whole))
            #expect(try SimulatorFolder(path: cut.simulator).digest() == SimulatorFolder(path: whole.simulator).digest())
        }
    }

    @Test("supervised training learns adapters of a simulator that is there, and writes it merged")
    func supervised() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let sources = ConfigurationSources(files: [tiny.configuration], overrides: Self.lora)
            let (from, out) = (tiny.simulator, "\(folder)/adapted")
            try await SupervisedCommand(sources: sources, output: out, start: from, maximumSteps: nil, json: false).run()
            #expect(try SimulatorFolder(path: out).digest() != SimulatorFolder(path: from).digest())
            let error = await #expect(throws: HoldfastError.self) {
                try await SupervisedCommand(sources: sources, output: "\(folder)/new", start: nil, maximumSteps: nil, json: false).run()
            }
            #expect(error?.code == .configuration)
            #expect(error?.message.contains("engine.lora") == true)
        }
    }
}
