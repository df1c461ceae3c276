// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining

/// Brings a run directory back to the state it had right after a checkpoint, so that the continued run writes the same bytes.
///
/// Whatever was written after the checkpoint is made again by the continued run and is removed, damaged or not. A file from before it
/// that should be whole and is not stops the resume, and everything is left as it lies.
struct ResumePlan: Sendable {
    let directory: RunDirectory
    /// Where the run continues; step 0 where it starts over.
    let point: ResumePoint
    /// Steps of the whole run.
    let steps: Int

    /// - Parameter check: opens a shard and throws when it is not whole.
    /// - Throws: what `check` throws, `store` for a shard or a row of metrics that is missing; nothing is removed then.
    func carryOut(check: (String) throws -> Void) throws {
        let shards = directory.shards
        for shard in shards where isKept(shard: (shard as NSString).lastPathComponent) { try check(shard) }
        for shard in required where !shards.contains(shard) {
            throw HoldfastError(.store, "\(shard) is missing although the checkpoint is of step \(point.step); put it back, or start a new run")
        }
        try requireMetrics()
        let keeps = { (row: MetricsRow) in isKept(step: row.step, isEvaluation: row.isEvaluation) }
        try MetricsLog.filter(directory.metrics, keeping: keeps)
        try TensorBoardWriter.filter(folder: directory.tensorBoard) { step, tag in
            isKept(step: step, isEvaluation: MetricsRow.isEvaluation(tag))
        }
        for shard in shards where !isKept(shard: (shard as NSString).lastPathComponent) { try FileSystem.remove(shard) }
        try removeLeftovers()
    }

    /// The shards that the comparison at the end, and the record of the run, cannot do without.
    private var required: [String] {
        guard point.step > 0 else { return [] }
        let before = directory.shard(evaluation: RunEvaluation(.before, step: 0))
        let after = point.step == steps && point.evaluated ? [directory.shard(evaluation: RunEvaluation(.after, step: steps))] : []
        return (1...point.step).map(directory.shard(step:)) + [before] + after
    }

    private func requireMetrics() throws {
        let rows = FileSystem.exists(directory.metrics) ? try MetricsLog.rows(directory.metrics) : []
        let recorded = Set(rows.filter { !$0.isEvaluation }.map(\.step))
        for step in stride(from: 1, through: point.step, by: 1) where !recorded.contains(step) {
            throw HoldfastError(
                .store,
                "\(directory.metrics) has no row of step \(step) although the checkpoint is of step \(point.step); put it back, or start a new run")
        }
    }

    private func isKept(step: Int, isEvaluation: Bool) -> Bool {
        guard point.step > 0 else { return false }
        return step < point.step || (step == point.step && (!isEvaluation || point.evaluated))
    }

    private func isKept(shard name: String) -> Bool {
        if let step = RunDirectory.step(ofShard: name) { return step <= point.step }
        return RunDirectory.evaluation(ofShard: name).map { RunEvaluation.isKept($0, at: point, of: steps) } ?? true
    }

    /// Removes files that a killed process had not finished.
    private func removeLeftovers() throws {
        for folder in [directory.path, directory.trajectories, directory.tensorBoard, directory.reports] {
            for name in FileSystem.names(in: folder) where name.hasSuffix(RunDirectory.unfinished) {
                try FileSystem.remove("\(folder)/\(name)")
            }
        }
    }
}
