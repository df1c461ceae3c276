// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a run directory or a trajectory file holds.",
        discussion: """
            With --episode: one dialogue turn by turn, with goal statuses, verdicts and scores beside the lines they are about.

            Examples:
              holdfast show runs/quickstart
              holdfast show runs/quickstart/trajectories/step_000010.h5 --episode 3
            """)

    @Argument(help: "A run directory or a trajectory file (.h5).")
    var path: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Show this dialogue, counted from 0.", valueName: "n"))
    var episode: Int?

    @Flag(help: "Write JSON to standard output.")
    var json = false

    mutating func run() throws {
        try ShowCommand(path: path, episode: episode, json: json).run()
    }
}
