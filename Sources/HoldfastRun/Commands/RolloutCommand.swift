// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining
import HoldfastTrajectories

/// Which split of the scenarios, by the words of the command line.
public enum SplitName: String, Sendable, CaseIterable {
    /// What is trained on, and two parts that nothing is ever trained on.
    case train, validation, test

    var split: Split {
        switch self {
        case .train: .train
        case .validation: .validation
        case .test: .test
        }
    }
}

/// `holdfast rollout`.
public struct RolloutCommand: Sendable {
    var sources: ConfigurationSources
    var episodes: Int
    var split: SplitName
    var output: String
    var json: Bool

    /// - Parameters:
    ///   - simulator: replaces `simulator.folder`.
    ///   - seed: replaces `trainer.seed`.
    public init(
        sources: ConfigurationSources, simulator: String?, episodes: Int, split: SplitName, output: String, seed: UInt64?, json: Bool
    ) {
        self.sources = sources.with(simulator: simulator)
        self.sources.overrides += seed.map { ["trainer.seed=\($0)"] } ?? []
        self.episodes = episodes
        self.split = split
        self.output = output
        self.json = json
    }

    /// Simulates, scores, writes and prints a summary.
    public func run() async throws {
        let most = TrainerConfiguration.mostDialogues
        guard (1...most).contains(episodes) else { throw HoldfastError(.usage, "--episodes must be at least 1 and at most \(most)") }
        let configuration = try sources.load().value
        try FileSystem.checkPlace(ofFile: output)
        let world = try SimulatedWorld(configuration, counting: [split.split: episodes])
        try world.requireScenarios(of: split.split)
        let scored = try await Stage.with(configuration, world: world) { stage in
            try await stage.episodes(of: world.scenarios(of: split.split), phase: "rollout")
        }
        try ShardWriter.write(scored, to: output, labels: ["simulator": configuration.simulator.name, "holdfast": HoldfastVersion.current])
        let summary = try ShardReader(output).summary()
        try Output.write(json ? Output.json(summary) : ShardText(summary, path: output).text)
    }
}

extension ConfigurationSources {
    func with(simulator: String?) -> ConfigurationSources {
        var sources = self
        sources.overrides += simulator.map { ["simulator.folder=\(JSONValue.string($0).line)"] } ?? []
        return sources
    }
}
