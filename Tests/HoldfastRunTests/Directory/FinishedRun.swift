// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import HoldfastRun

/// A finished `TinyRun`, from which the directory of a run that was killed at any moment is put together.
struct FinishedRun {
    /// What a run writes.
    enum Write: Hashable {
        /// A trajectory file, by its name.
        case shard(String)
        /// The next row of `metrics.jsonl`.
        case row
        /// The next record of the TensorBoard file.
        case event
        /// The checkpoint of a step.
        case checkpoint(Int)
    }

    /// How far the write got during which the process was killed.
    enum Progress: Hashable, CaseIterable {
        case notBegun
        /// Half of the bytes are there, of a file that is renamed when it is whole under its unfinished name.
        case torn
        /// Renamed, and not yet marked as complete; of checkpoints alone.
        case unmarked
    }

    /// All writes of the run in their order: 4 steps, evaluations before, after step 2 and after, checkpoints of steps 2 and 4.
    static let writes: [Write] = {
        func recorded(_ shard: String) -> [Write] { [.shard(shard), .row, .event] }
        return [.event] + recorded("eval-before.h5") + recorded("step_000001.h5") + recorded("step_000002.h5")
            + recorded("eval-during-000002.h5") + [.checkpoint(2)] + recorded("step_000003.h5") + recorded("step_000004.h5")
            + recorded("eval-after.h5") + [.checkpoint(4)]
    }()

    let directory: RunDirectory
    private let rows: [String]
    private let events: [ArraySlice<UInt8>]

    init(_ directory: RunDirectory) throws {
        self.directory = directory
        rows = try FileSystem.text(directory.metrics).split(separator: "\n").map { "\($0)\n" }
        let name = FileSystem.names(in: directory.tensorBoard)[0]
        events = TensorBoardEvent.records(in: try FileSystem.read("\(directory.tensorBoard)/\(name)")).map(\.record)
    }

    /// Makes the directory of a run that was killed at a write.
    func killed(at write: Int, _ progress: Progress, in path: String) throws -> RunDirectory {
        let copy = RunDirectory(path: path)
        try copy.create(document: try FileSystem.text(directory.configuration)).release()
        let done = Self.writes[..<write]
        for case .shard(let name) in done {
            try FileSystem.write(try FileSystem.read("\(directory.trajectories)/\(name)"), to: "\(copy.trajectories)/\(name)")
        }
        for case .checkpoint(let step) in done { try copyCheckpoint(step, to: copy) }
        var metrics = Array(rows[..<done.count { $0 == .row }].joined().utf8)
        var board = Array(events[..<done.count { $0 == .event }].joined())
        if progress != .notBegun {
            switch Self.writes[write] {
            case .shard(let name):
                try FileSystem.write(half(try FileSystem.read("\(directory.trajectories)/\(name)")), to: "\(copy.trajectories)/\(name).tmp")
            case .row: metrics += half(Array(rows[done.count { $0 == .row }].utf8))
            case .event: board += half(Array(events[done.count { $0 == .event }]))
            case .checkpoint(let step):
                try copyCheckpoint(step, to: copy)
                let folder = "\(copy.checkpoints)/step_00000\(step)"
                try FileSystem.remove("\(folder)/COMPLETE")
                if progress == .torn {
                    try FileSystem.remove("\(folder)/trainer.json")
                    try FileSystem.write(half(try FileSystem.read("\(folder)/model.safetensors")), to: "\(folder)/model.safetensors")
                    try FileManager.default.moveItem(atPath: folder, toPath: "\(folder).partial")
                }
            }
        }
        try FileSystem.write(metrics, to: copy.metrics)
        try FileSystem.write(board, to: "\(copy.tensorBoard)/events.out.tfevents.0000000001.holdfast")
        return copy
    }

    private func copyCheckpoint(_ step: Int, to copy: RunDirectory) throws {
        let name = "step_00000\(step)"
        try FileManager.default.copyItem(atPath: "\(directory.checkpoints)/\(name)", toPath: "\(copy.checkpoints)/\(name)")
    }

    private func half(_ bytes: [UInt8]) -> [UInt8] { Array(bytes[..<(bytes.count / 2)]) }
}
