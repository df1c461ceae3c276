// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Testing

@testable import HoldfastRun

/// `holdfast train --resume` began again at step 0 and removed every shard and row where no checkpoint could be used.
@Suite struct ResumeThatStartedOverTests {
    private static let faults: [(what: String, code: HoldfastError.Code, harm: @Sendable (RunDirectory) throws -> Void)] = [
        (
            "none of the checkpoints", .store,
            { directory in
                for name in FileSystem.names(in: directory.checkpoints) {
                    try FileSystem.write("", to: "\(directory.checkpoints)/\(name)/model.safetensors")
                }
            }
        ),
        (
            "step_000004: model.safetensors cannot be read", .file,
            { directory in
                // A link to itself is there and cannot be read, by root either.
                let file = "\(directory.checkpoints)/step_000004/model.safetensors"
                try FileSystem.remove(file)
                symlink(file, file)
            }
        ),
        (
            "has no checkpoint although the run wrote one", .store,
            { try FileManager.default.moveItem(atPath: $0.checkpoints, toPath: "\($0.path)-aside") }
        ),
    ]

    @Test(arguments: faults.indices) func nothingIsRemoved(_ index: Int) async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let directory = RunDirectory(path: "\(folder)/run")
            try await tiny.trained(directory.path)
            let metrics = try FileSystem.read(directory.metrics)
            let (what, code, harm) = Self.faults[index]
            try harm(directory)
            let error = await #expect(throws: HoldfastError.self) { try await tiny.trained(directory.path, resume: true) }
            #expect(error?.code == code)
            #expect(error?.message.contains(what) == true, "\(String(describing: error))")
            #expect(error?.message.contains("start a new run directory; nothing was removed") == true)
            #expect(try FileSystem.read(directory.metrics) == metrics)
            #expect(directory.shards.count == 7)
        }
    }
}
