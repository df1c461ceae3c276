// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories

/// `holdfast eval`.
public struct EvaluateCommand: Sendable {
    var sources: ConfigurationSources
    var output: String?
    var baseline: String?
    var json: Bool

    /// - Parameters:
    ///   - simulator: replaces `simulator.folder`.
    ///   - output: keeps the scored episodes in this shard.
    ///   - baseline: shard of an earlier evaluation to compare with.
    public init(sources: ConfigurationSources, simulator: String?, output: String?, baseline: String?, json: Bool) {
        self.sources = sources.with(simulator: simulator)
        self.output = output
        self.baseline = baseline
        self.json = json
    }

    /// Simulates the evaluation scenarios, scores them and prints the table.
    public func run() async throws {
        let configuration = try sources.load().value
        let calibration = try RunCalibration(configuration.rewards)
        let earlier = try baseline.map { try ShardReader($0).episodes() }
        if let output { try FileSystem.checkPlace(ofFile: output) }
        let world = try SimulatedWorld(configuration)
        try world.requireEvaluation()
        let scored = try await Stage.with(configuration, world: world) { stage in
            try await stage.episodes(of: world.evaluation, rollouts: configuration.trainer.evaluationRollouts, phase: "eval")
        }
        if let output {
            try ShardWriter.write(scored, to: output, labels: ["simulator": configuration.simulator.name, "holdfast": HoldfastVersion.current])
        }
        if let earlier {
            var table = ComparisonTable(before: earlier, after: scored)
            table.correctedBefore = calibration?.corrected(earlier)
            table.correctedAfter = calibration?.corrected(scored)
            try Output.write(json ? Output.json(table) : table.text(width: Output.width))
        } else {
            var summary = EvaluationSummary(scored, name: configuration.simulator.name)
            summary.corrected = calibration?.corrected(scored)
            try Output.write(json ? Output.json(summary) : EvaluationText(summary).text)
        }
    }
}
