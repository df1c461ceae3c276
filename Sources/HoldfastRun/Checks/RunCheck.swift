// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories

/// Holds a run's shards against its metrics and its configuration: is every episode there that the run has made?
struct RunCheck: Sendable {
    let directory: RunDirectory
    /// Rows of metrics as they were before any shard was looked for: a run stores its episodes first, so each row has its shard.
    private let rows: [MetricsRow]
    private var reports: [String: FileReport] = [:]
    private var damage: [FsckFinding] = []

    init(_ directory: RunDirectory) {
        self.directory = directory
        do {
            rows = try Self.rows(of: directory)
        } catch {
            rows = []
            damage = [FsckFinding(.problem, path: directory.metrics, what: "\(error)", advice: "")]
        }
    }

    private static func rows(of directory: RunDirectory) throws -> [MetricsRow] {
        FileSystem.exists(directory.metrics) ? try MetricsLog.rows(directory.metrics) : []
    }

    /// Takes the report of a file, which may be of another run.
    mutating func add(_ report: FileReport) {
        guard (report.path as NSString).deletingLastPathComponent == directory.trajectories else { return }
        reports[report.path] = report
    }

    /// What is wrong with the run as a whole.
    func findings() -> [FsckFinding] { damage + lostSteps + lostEvaluations + missingRows + shortSteps }

    private var lostSteps: [FsckFinding] {
        let missing = rows.filter { !$0.isEvaluation && !FileSystem.exists(directory.shard(step: $0.step)) }.map(\.step)
        return stillRecorded(missing, isEvaluation: false).map { step in
            FsckFinding(
                .problem, path: directory.shard(step: step),
                what: "missing although metrics.jsonl has the row of step \(step): the episodes of the step are lost",
                advice: "put it back from a copy; resuming from an earlier checkpoint makes it again")
        }
    }

    private var lostEvaluations: [FsckFinding] {
        let missing = rows.filter(\.isEvaluation).map(\.step).filter { step in
            let names: [RunEvaluation] =
                step == 0 ? [RunEvaluation(.before, step: 0)] : [RunEvaluation(.during, step: step), RunEvaluation(.after, step: step)]
            return !names.contains { FileSystem.exists(directory.shard(evaluation: $0)) }
        }
        return stillRecorded(missing, isEvaluation: true).map { step in
            FsckFinding(
                .problem, path: directory.metrics, what: "there is no shard of the evaluation after step \(step), whose row is there",
                advice: "put it back from a copy")
        }
    }

    /// A run that is being resumed takes rows and shards away; what it has taken away in the meantime is not lost.
    private func stillRecorded(_ steps: [Int], isEvaluation: Bool) -> [Int] {
        guard !steps.isEmpty else { return [] }
        let now = Set(((try? Self.rows(of: directory)) ?? rows).filter { $0.isEvaluation == isEvaluation }.map(\.step))
        return steps.filter(now.contains)
    }

    /// Shards before the last row must have a row. Those behind it are of the step at work, or of one that a kill cut off.
    private var missingRows: [FsckFinding] {
        let recorded = Set(rows.filter { !$0.isEvaluation }.map(\.step))
        guard let last = recorded.max() else { return [] }
        return reports.keys.sorted().compactMap { path in
            guard let step = RunDirectory.step(ofShard: (path as NSString).lastPathComponent), step < last, !recorded.contains(step) else {
                return nil
            }
            return FsckFinding(
                .problem, path: path, what: "metrics.jsonl has no row of step \(step), but later ones", advice: "put metrics.jsonl back from a copy")
        }
    }

    /// A step has as many groups of as many rollouts as the configuration says, failed ones included, and of no other step.
    private var shortSteps: [FsckFinding] {
        guard let trainer = (try? StoredConfiguration(directory).loaded().value)?.trainer else {
            return [
                FsckFinding(
                    .problem, path: directory.configuration, what: "cannot be read as the configuration of the run", advice: "put it back from a copy"
                )
            ]
        }
        return reports.values.sorted { $0.path < $1.path }.flatMap { report -> [FsckFinding] in
            let name = (report.path as NSString).lastPathComponent
            guard let summary = report.summary, let step = RunDirectory.step(ofShard: name) else { return [] }
            var findings: [FsckFinding] = []
            let isOfStep = summary.steps == [step] && summary.phases == [EpisodeID.trainingPhase]
            if !isOfStep, summary.episodes > 0 {
                let place = "\(summary.phases.joined(separator: ", ")), step \(summary.steps.map(String.init).joined(separator: ", "))"
                findings.append(
                    FsckFinding(.problem, path: report.path, what: "its name says step \(step) and its episodes are of \(place)", advice: "rename it")
                )
            }
            let groups = report.groupSizes.values.reduce(0, +)
            let short = report.groupSizes.filter { $0.key < trainer.groupSize }.values.reduce(0, +)
            if groups < trainer.groupsPerStep || short > 0 {
                findings.append(
                    FsckFinding(
                        .problem, path: report.path,
                        what: "holds \(summary.episodes) episodes where the run makes \(trainer.groupsPerStep) groups of \(trainer.groupSize)"
                            + (short > 0 ? "; \(short) groups are short" : "") + ": episodes are lost",
                        advice: "put it back from a copy"))
            }
            return findings
        }
    }
}
