// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastRun

@Suite("Kill moments")
struct KillMomentTests {
    @Test("a run killed between or within any two writes resumes to the metrics, events, shards and weights of one that was not")
    func everyMoment() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let reference = RunDirectory(path: "\(folder)/reference")
            try await tiny.trained(reference.path)
            let finished = try FinishedRun(reference)
            let expected = try Content(reference)
            #expect(expected.metrics.count == 7 && expected.events.count == 7 && expected.files.count == 9)
            for moment in FinishedRun.writes.indices {
                for progress in FinishedRun.Progress.allCases {
                    let write = FinishedRun.writes[moment]
                    if progress == .unmarked, case .checkpoint = write {} else if progress == .unmarked { continue }
                    let directory = try finished.killed(at: moment, progress, in: "\(folder)/killed-\(moment)-\(progress)")
                    try await tiny.trained(directory.path, resume: true)
                    let content = try Content(directory)
                    #expect(content.metrics == expected.metrics, "killed at write \(moment), \(write), \(progress)")
                    #expect(content.events == expected.events, "killed at write \(moment), \(write), \(progress)")
                    #expect(content.files == expected.files, "killed at write \(moment), \(write), \(progress)")
                    #expect(content.leftovers == [], "killed at write \(moment), \(write), \(progress)")
                    try FileManager.default.removeItem(atPath: directory.path)
                }
            }
        }
    }
}

/// What two runs of one configuration must have in common.
private struct Content {
    /// The rows without wall times, as text.
    var metrics: [String]
    /// Step and kind of the TensorBoard records, in the order in which TensorBoard reads the files.
    var events: [String]
    /// Shards and checkpointed weights, by name.
    var files: [String: [UInt8]] = [:]
    /// Files and folders that were not finished.
    var leftovers: [String]

    init(_ directory: RunDirectory) throws {
        metrics = try MetricsLog.rows(directory.metrics).map { MetricsRow(step: $0.step, values: $0.values).line }
        events = try FileSystem.names(in: directory.tensorBoard).flatMap { name in
            TensorBoardEvent.records(in: try FileSystem.read("\(directory.tensorBoard)/\(name)")).compactMap { _, data in
                let event = TensorBoardEvent.contents(of: data)
                return event.tag.map { "\(event.step)\(MetricsRow.isEvaluation($0) ? "e" : "")" }
            }
        }
        for shard in directory.shards { files[(shard as NSString).lastPathComponent] = try FileSystem.read(shard) }
        for name in FileSystem.names(in: directory.checkpoints) {
            files[name] = try FileSystem.read("\(directory.checkpoints)/\(name)/model.safetensors")
        }
        leftovers = try FileManager.default.subpathsOfDirectory(atPath: directory.path).filter {
            $0.hasSuffix(".tmp") || $0.hasSuffix(".partial") || $0.hasSuffix(".replaced")
        }
    }
}
