// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Rescore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score stored episodes again, without the model that made them.",
        discussion: """
            The new verdicts, scores and rewards go into files of their own, in <run>/rescored/<name>; no trajectory file is touched.

            Examples:
              holdfast rescore runs/quickstart --rewards strict.yaml
              holdfast rescore runs/quickstart/trajectories/eval-after.h5 --rewards strict.yaml --name second --json
            """)

    @Argument(help: ArgumentHelp("A run directory, or trajectory files (.h5) of one folder.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Configuration file with a `rewards` section (YAML).", valueName: "file"))
    var rewards: String

    @Option(help: ArgumentHelp("What the new scores are called (default: the file's name without its ending).", valueName: "name"))
    var name: String?

    @Flag(help: "Replace scores of that name.")
    var replace = false

    @Flag(help: "Write the summary as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await RescoreCommand(paths: paths, rewards: rewards, name: name, replaces: replace, json: json).run()
    }
}
