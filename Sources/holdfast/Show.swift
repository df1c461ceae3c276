// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a run directory or a trajectory file holds.",
        discussion: """
            With --episode: one dialogue turn by turn, with goal statuses, verdicts, rewards and scores beside the lines they are about. With \
            --group: all rollouts of one scenario side by side, and at the foot what sets them apart.

            Examples:
              holdfast show runs/quickstart
              holdfast show runs/quickstart --episode train/10/0/3
              holdfast show runs/quickstart/trajectories/step_000010.h5 --episode 3
              holdfast show runs/quickstart/trajectories/step_000010.h5 --group 0
            """)

    @Argument(help: "A run directory, a trajectory file, or a file of scores or filter keys (.h5).")
    var path: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Show this dialogue: its place in the file from 0, or its identifier such as train/10/0/3.", valueName: "n"))
    var episode: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Show this group side by side: its number, or its place such as train/10/0.", valueName: "n"))
    var group: String?

    @Flag(help: "Write JSON to standard output.")
    var json = false

    mutating func run() throws {
        try ShowCommand(path: path, episode: episode, group: group, json: json).run()
    }
}
