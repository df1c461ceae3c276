// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score a simulator on held-out scenarios, and compare it with an earlier evaluation.",
        discussion: """
            Simulates the evaluation scenarios of the configuration and prints drift, goal alignment, stopping and diversity with 95 % \
            intervals from a bootstrap over personas. With --baseline the table compares with an earlier evaluation, paired by scenario.

            Examples:
              holdfast eval --simulator checkpoints/base --config configs/quickstart.yaml --out base.h5
              holdfast eval --simulator runs/quickstart/checkpoints/step_000060 --config configs/quickstart.yaml --baseline base.h5
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Simulator folder; overrides simulator.folder.", valueName: "folder"))
    var simulator: String?

    @Option(help: ArgumentHelp("Keep the scored dialogues in this trajectory file (.h5).", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("Trajectory file of an earlier evaluation to compare with.", valueName: "file"))
    var baseline: String?

    @Flag(help: "Write the table as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await EvaluateCommand(sources: source.sources, simulator: simulator, output: out, baseline: baseline, json: json).run()
    }
}
