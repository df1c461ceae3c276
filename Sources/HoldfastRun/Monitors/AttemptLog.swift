// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining

/// The log of one launch: when it began, what it said, one line a step.
struct AttemptLog: TrainingObserver {
    private let file: AppendFile
    private let steps: Int

    /// Opens the next free `attempt_<n>.log`.
    init(_ directory: RunDirectory, steps: Int) throws {
        self.steps = steps
        file = try AppendFile(path: directory.nextAttemptLog)
        try say("holdfast \(HoldfastVersion.current), process \(ProcessInfo.processInfo.processIdentifier)")
    }

    /// Appends a line with the time.
    func say(_ line: String) throws {
        try file.append(Array("\(ISO8601DateFormatter().string(from: Date())) \(line)\n".utf8))
    }

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        let failed = episodes.count { $0.episode.ending.failure != nil }
        let seconds = fixed(record.metrics["time/step"] ?? 0, 2)
        try say("step \(record.step)/\(steps) version \(record.version) episodes \(episodes.count) failed \(failed) seconds \(seconds)")
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        try say("evaluation \(record.evaluation.name) after step \(record.step), \(episodes.count) episodes")
    }

    func checkpointWritten(_ checkpoint: Checkpoint) async throws { try say("\(Self.checkpoint) \(checkpoint.path)") }

    private static let checkpoint = "checkpoint"

    /// Whether a launch of the run wrote a checkpoint to its end.
    static func mentionsCheckpoint(in directory: RunDirectory) throws -> Bool {
        try FileSystem.names(in: directory.logs).filter { $0.hasPrefix("attempt_") }.contains { name in
            try FileSystem.text("\(directory.logs)/\(name)").split(separator: "\n").contains {
                $0.split(separator: " ").dropFirst().first ?? "" == checkpoint
            }
        }
    }
}
