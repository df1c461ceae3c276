// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import Testing

@testable import HoldfastRun

/// A damaged shard of a step after the checkpoint stopped every resume, although the continued run removes it and makes it again.
@Suite struct DamagedShardBehindTheCheckpointTests {
    @Test func isRemovedWithoutBeingRead() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let reference = RunDirectory(path: "\(folder)/reference")
            try await tiny.trained(reference.path)
            // Killed after the last step and before its checkpoint.
            let directory = try FinishedRun(reference).killed(at: FinishedRun.writes.count - 1, .notBegun, in: "\(folder)/killed")
            for name in ["step_000004.h5", "eval-after.h5"] { try FileSystem.write("damaged", to: "\(directory.trajectories)/\(name)") }
            try await tiny.trained(directory.path, resume: true)
            for (whole, made) in zip(reference.shards, directory.shards) { #expect(try FileSystem.read(whole) == FileSystem.read(made)) }
        }
    }
}
