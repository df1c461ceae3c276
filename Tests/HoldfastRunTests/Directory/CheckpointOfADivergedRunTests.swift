// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// A run that diverged left a complete checkpoint of weights that are not finite; every resume took it and failed.
@Suite struct CheckpointOfADivergedRunTests {
    @Test func isNotWritten() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            let error = await #expect(throws: HoldfastError.self) {
                try await tiny.trained(directory.path, overrides: ["trainer.learning_rate=1e300", "trainer.checkpoint_every=1"])
            }
            #expect(error?.code == .model)
            #expect(error?.message.contains("training has diverged; start anew with a lower learning rate") == true, "\(String(describing: error))")
            // A step without an update leaves sound weights, and a checkpoint of them may stand.
            for name in FileSystem.names(in: directory.checkpoints) where !name.hasSuffix(".partial") {
                var configuration = try ConfigurationSources(files: [tiny.configuration]).load().value
                configuration.simulator.folder = "\(directory.checkpoints)/\(name)"
                _ = try await Stage(configuration, world: SimulatedWorld(configuration))
            }
        }
    }
}
