// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct JudgeDisagreements: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disagreements",
        abstract: "Collect the questions on which stored judges do not agree, as items to label.",
        discussion: """
            Example:
              holdfast judge disagreements runs/quickstart/trajectories/*.h5 --out items.jsonl
            """)

    @Argument(help: ArgumentHelp("Trajectory files (.h5).", valueName: "shard"))
    var shards: [String]

    @Option(help: ArgumentHelp("Item file to write (.jsonl).", valueName: "file"))
    var out: String

    @Flag(help: "Write the counts as JSON to standard output.")
    var json = false

    mutating func run() throws { try JudgeDisagreementsCommand(shards: shards, output: out, json: json).run() }
}
