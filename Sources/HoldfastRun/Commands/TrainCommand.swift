// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastTraining

/// `holdfast train`.
public struct TrainCommand: Sendable {
    var sources: ConfigurationSources
    var output: String?
    var resume: Bool
    var dryRun: Bool
    var json: Bool

    /// - Parameters:
    ///   - output: run directory, instead of the configuration's.
    ///   - maximumSteps: replaces `trainer.steps`.
    ///   - seed: replaces `trainer.seed`.
    public init(
        sources: ConfigurationSources, output: String? = nil, resume: Bool = false, maximumSteps: Int? = nil, seed: UInt64? = nil,
        dryRun: Bool = false, json: Bool = false
    ) {
        self.sources = sources
        self.sources.overrides += maximumSteps.map { ["trainer.steps=\($0)"] } ?? []
        self.sources.overrides += seed.map { ["trainer.seed=\($0)"] } ?? []
        self.output = output
        self.resume = resume
        self.dryRun = dryRun
        self.json = json
    }

    /// Trains to the end, writes the comparison and prints it.
    /// - Throws: `interrupted` when stopped before the end, and what configuration, files and training throw.
    public func run() async throws {
        let start = try TrainingStart(sources: sources, output: output, resume: resume)
        if dryRun {
            try Output.write(start.resolved.document)
            return
        }
        let table = try await TrainingRun(start).run()
        try Output.write(json ? Output.json(table) : table.text(width: Output.width))
        Terminal().say("run directory: \(start.directory.path)")
    }
}
