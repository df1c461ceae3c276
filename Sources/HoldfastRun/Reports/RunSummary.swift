// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastTraining

/// What a run directory holds.
struct RunSummary: Sendable, Encodable {
    var directory: String
    var name: String
    var digest: String
    var simulator: String
    var steps: Int
    var finishedSteps: Int
    var checkpoint: String?
    var shards: Int
    var rewards: [Double?]
    var contradictions: [Double?]
    var latest: [String: Double]
    /// The names under which episodes were scored again.
    var rescored: [String]

    /// - Throws: `file` where there is no run, `format` where its files are damaged.
    init(_ directory: RunDirectory) throws {
        let configuration = try StoredConfiguration(directory).loaded().value
        let rows = FileSystem.exists(directory.metrics) ? try MetricsLog.rows(directory.metrics) : []
        let stepRows = rows.filter { !$0.isEvaluation }
        self.directory = directory.path
        name = configuration.run.name
        digest = try ResolvedConfiguration(configuration).digest
        simulator = configuration.simulator.folder
        steps = configuration.trainer.steps
        finishedSteps = stepRows.last?.step ?? 0
        checkpoint = try CheckpointStore(root: directory.checkpoints).latestComplete().checkpoint?.path
        shards = directory.shards.count
        rewards = stepRows.map { $0.values["reward/all/mean"] }
        contradictions = stepRows.map { $0.values["\(MetricName.promptToLine)/mean"].map { 1 - $0 } }
        latest = stepRows.last?.values ?? [:]
        rescored = directory.rescoredNames
    }

    /// For people.
    /// - Parameter comparison: the stored comparison of the first and the last evaluation, empty where there is none yet.
    func text(comparison: String) -> String {
        var lines = [
            "run \(name) in \(directory)", "configuration \(digest)", "simulator \(simulator)",
            "step \(finishedSteps) of \(steps), \(shards) shards, checkpoint \(checkpoint ?? "none yet")",
        ]
        if !rescored.isEmpty { lines.append("scored anew: " + rescored.joined(separator: ", ")) }
        if let reward = rewards.last {
            lines.append("reward         \(reward.map { fixed($0, 3) } ?? "-")  \(Sparkline.draw(rewards, width: 60))")
            let latest = (contradictions.last ?? nil).map { "\(fixed(100 * $0, 1)) %" } ?? "-"
            lines.append("contradictions \(latest)  \(Sparkline.draw(contradictions, width: 60))")
        }
        return lines.joined(separator: "\n") + (comparison.isEmpty ? "" : "\n\n" + comparison)
    }
}
