// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import HoldfastRun

extension SplitName: ExpressibleByArgument {}

struct Rollout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Simulate dialogues into a trajectory file, without training.",
        discussion: """
            Example:
              holdfast rollout --simulator checkpoints/base --config configs/quickstart.yaml --episodes 64 --out dialogues.h5
              holdfast show dialogues.h5 --episode 3
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Simulator folder; overrides simulator.folder.", valueName: "folder"))
    var simulator: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Scenarios to simulate, one dialogue each.", valueName: "n"))
    var episodes = 16

    @Option(help: "Scenarios of which split: train, validation or test.")
    var split: SplitName = .validation

    @Option(help: ArgumentHelp("Trajectory file to write (.h5).", valueName: "file"))
    var out: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of sampling; overrides trainer.seed.", valueName: "n"))
    var seed: UInt64?

    @Flag(help: "Write a summary as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await RolloutCommand(
            sources: source.sources, simulator: simulator, episodes: episodes, split: split, output: out, seed: seed, json: json
        ).run()
    }
}
