// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import Testing

@testable import HoldfastRun

/// A run whose eval-before.h5 was gone trained to its end and failed there with "opening ... failed: No such file or directory".
@Suite struct MissingEvaluationShardTests {
    private func resume(_ directory: RunDirectory, from point: ResumePoint) throws {
        try directory.makeFolders()
        let log = try MetricsLog(path: directory.metrics)
        for step in 1...2 {
            try log.append(MetricsRow(step: step, values: ["x": 1]))
            try FileSystem.write("shard", to: directory.shard(step: step))
        }
        try ResumePlan(directory: directory, point: point, steps: 2).carryOut { _ in }
    }

    @Test func ofTheStartStopsTheResume() throws {
        try withFolder { folder in
            let error = try #require(throws: HoldfastError.self) { try resume(RunDirectory(path: folder), from: ResumePoint(step: 1)) }
            #expect(error.message.contains("eval-before.h5 is missing although the checkpoint is of step 1; put it back"))
        }
    }

    @Test func ofTheEndStopsItWhereItWasMade() throws {
        try withFolder { folder in
            let directory = RunDirectory(path: folder)
            try directory.makeFolders()
            try FileSystem.write("shard", to: directory.shard(evaluation: RunEvaluation(.before, step: 0)))
            let error = try #require(throws: HoldfastError.self) { try resume(directory, from: ResumePoint(step: 2)) }
            #expect(error.message.contains("eval-after.h5 is missing"))
            try resume(directory, from: ResumePoint(step: 2, evaluated: false))
        }
    }
}
