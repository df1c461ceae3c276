// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Testing

@testable import HoldfastRun

@Suite("Run directory")
struct RunDirectoryTests {
    @Test("a fresh or empty directory is taken, a used one is refused")
    func used() throws {
        try withFolder { folder in
            let directory = RunDirectory(path: "\(folder)/deep/run")
            try FileSystem.makeFolder("\(directory.path)/configs")
            try directory.create(document: "{}").release()
            let error = try #require(throws: HoldfastError.self) { try directory.create(document: "other") }
            #expect(try FileSystem.text(directory.configuration) == "{}")
            #expect(error.message == "\(directory.path) already holds a run; continue it with --resume, or choose another --output")

            let foreign = RunDirectory(path: "\(folder)/foreign")
            try FileSystem.makeFolder(foreign.path)
            try FileSystem.write("mine", to: "\(foreign.path)/letter.txt")
            let refusal = try #require(throws: HoldfastError.self) { try foreign.create(document: "{}") }
            #expect(refusal.message.contains("letter.txt"))
            #expect(try FileSystem.text("\(foreign.path)/letter.txt") == "mine")
        }
    }

    @Test("a file where the directory should be is one clear line")
    func fileInTheWay() throws {
        try withFolder { folder in
            try FileSystem.write("x", to: "\(folder)/run")
            let error = try #require(throws: HoldfastError.self) { try RunDirectory(path: "\(folder)/run").create(document: "{}") }
            #expect(error.code == .file)
            #expect(error.message.contains("\(folder)/run"))
        }
    }

    @Test("a second process is refused while the first holds the directory")
    func lock() throws {
        try withFolder { folder in
            let directory = RunDirectory(path: folder)
            try directory.makeFolders()
            let first = try directory.takeLock()
            #expect(throws: HoldfastError.self) { try directory.takeLock() }
            first.release()
            try directory.takeLock().release()
        }
    }

    @Test("shards come in the order of their steps, and other files are none")
    func shards() throws {
        try withFolder { folder in
            let directory = RunDirectory(path: folder)
            try directory.makeFolders()
            for name in ["step_000010.h5", "step_000002.h5", "eval-before.h5", "step_1234567.h5", "step_000003.h5.tmp", "notes.txt"] {
                try FileSystem.write("", to: "\(directory.trajectories)/\(name)")
            }
            let names = directory.shards.map { ($0 as NSString).lastPathComponent }
            #expect(names == ["step_000002.h5", "step_000010.h5", "step_1234567.h5", "eval-before.h5"])
        }
    }
}

@Suite("Resuming")
struct ResumePlanTests {
    /// A directory as a run of 6 steps leaves it after step 4: evaluations before and after every second step.
    private func prepared(in folder: String) throws -> RunDirectory {
        let directory = RunDirectory(path: folder)
        try directory.makeFolders()
        let log = try MetricsLog(path: directory.metrics)
        let board = try TensorBoardWriter(folder: directory.tensorBoard, time: 1)
        func write(_ row: MetricsRow) throws {
            try log.append(row)
            try board.append(row, time: 1)
        }
        func shard(_ path: String) throws { try FileSystem.write("shard", to: path) }
        try write(MetricsRow(step: 0, values: ["eval/x": 1]))
        try shard(directory.shard(evaluation: RunEvaluation(.before, step: 0)))
        for step in 1...4 {
            try shard(directory.shard(step: step))
            try write(MetricsRow(step: step, values: ["x": Double(step)]))
            guard step.isMultiple(of: 2) else { continue }
            try shard(directory.shard(evaluation: RunEvaluation(.during, step: step)))
            try write(MetricsRow(step: step, values: ["eval/x": Double(step)]))
        }
        try FileSystem.write("torn", to: directory.shard(step: 5) + RunDirectory.unfinished)
        return directory
    }

    private func steps(_ directory: RunDirectory) throws -> [String] {
        try MetricsLog.rows(directory.metrics).map { "\($0.step)\($0.isEvaluation ? "e" : "")" }
    }

    private func recorded(_ directory: RunDirectory) throws -> [String] {
        let name = try #require(FileSystem.names(in: directory.tensorBoard).first)
        return TensorBoardEvent.records(in: try FileSystem.read("\(directory.tensorBoard)/\(name)")).dropFirst().map {
            let event = TensorBoardEvent.contents(of: $0.data)
            return "\(event.step)\(MetricsRow.isEvaluation(event.tag ?? "") ? "e" : "")"
        }
    }

    @Test(
        "brings the directory back to the checkpoint",
        arguments: [
            (0, true, [String](), [String]()),
            (1, true, ["0e", "1"], ["step_000001.h5", "eval-before.h5"]),
            (2, false, ["0e", "1", "2"], ["step_000001.h5", "step_000002.h5", "eval-before.h5"]),
            (2, true, ["0e", "1", "2", "2e"], ["step_000001.h5", "step_000002.h5", "eval-before.h5", "eval-during-000002.h5"]),
        ])
    func back(step: Int, evaluated: Bool, rows: [String], shards: [String]) throws {
        try withFolder { folder in
            let directory = try prepared(in: folder)
            try ResumePlan(directory: directory, point: ResumePoint(step: step, evaluated: evaluated), steps: 6).carryOut { _ in }
            #expect(try steps(directory) == rows)
            #expect(try recorded(directory) == rows)
            #expect(FileSystem.names(in: directory.trajectories).sorted() == shards.sorted())
        }
    }

    @Test("a shard that is not whole stops the resume and nothing is lost")
    func truncated() throws {
        try withFolder { folder in
            let directory = try prepared(in: folder)
            let before = FileSystem.names(in: directory.trajectories)
            let plan = ResumePlan(directory: directory, point: ResumePoint(step: 3), steps: 6)
            #expect(throws: HoldfastError.self) {
                try plan.carryOut { if $0.hasSuffix("step_000002.h5") { throw HoldfastError(.format, "cut off") } }
            }
            #expect(FileSystem.names(in: directory.trajectories) == before)
            #expect(try steps(directory).count == 7)
        }
    }

    @Test("a shard that is missing stops the resume")
    func missing() throws {
        try withFolder { folder in
            let directory = try prepared(in: folder)
            try FileSystem.remove(directory.shard(step: 2))
            let error = try #require(throws: HoldfastError.self) {
                try ResumePlan(directory: directory, point: ResumePoint(step: 3), steps: 6).carryOut { _ in }
            }
            #expect(error.message.contains("step_000002.h5 is missing"))
        }
    }

    @Test("metrics that are missing stop the resume")
    func missingMetrics() throws {
        try withFolder { folder in
            let directory = try prepared(in: folder)
            try MetricsLog.filter(directory.metrics) { $0.step != 2 || $0.isEvaluation }
            let error = try #require(throws: HoldfastError.self) {
                try ResumePlan(directory: directory, point: ResumePoint(step: 3), steps: 6).carryOut { _ in }
            }
            #expect(error.message.contains("metrics.jsonl has no row of step 2"))
            #expect(FileSystem.exists(directory.shard(step: 4)))
        }
    }
}
