// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a simulated user with reinforcement learning.",
        discussion: """
            Simulates groups of dialogues, scores them, and updates the simulator with a clipped policy objective. Evaluates on held-out \
            personas and goals before and after, and ends with the comparison of the two.

            Everything of a run lies in one directory: configuration, metrics.jsonl, TensorBoard events, trajectories (HDF5), checkpoints \
            and reports. Ctrl-C finishes the current step and its checkpoint; a run that was stopped or killed continues with --resume.

            Examples:
              holdfast train --config configs/quickstart.yaml
              holdfast train --config configs/quickstart.yaml --trainer.learning-rate 3e-4 --output runs/hot
              holdfast train --resume --output runs/hot
              holdfast train --config configs/quickstart.yaml --dry-run
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Run directory; the configuration's run.output and run.name otherwise.", valueName: "dir"))
    var output: String?

    @Flag(help: "Continue the run in the directory from its last complete checkpoint.")
    var resume = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Train this many steps; overrides trainer.steps.", valueName: "n"))
    var maxSteps: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seed of sampling and shuffling; overrides trainer.seed.", valueName: "n"))
    var seed: UInt64?

    @Flag(help: "Write the resolved configuration to standard output and stop.")
    var dryRun = false

    @Flag(help: "Write the final comparison as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await TrainCommand(
            sources: source.sources, output: output, resume: resume, maximumSteps: maxSteps, seed: seed, dryRun: dryRun, json: json
        ).run()
    }
}
