// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Scenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write scenarios of the bundled domains, one JSON object a line.",
        discussion: """
            `holdfast serve --scenarios` serves their users by name. They are those of an evaluation with the same seed.

            Example:
              holdfast scenarios --split test --count 20 --out users.jsonl
            """)

    @Option(help: ArgumentHelp("Which part of the data: train, validation or test.", valueName: "name"))
    var split = "test"

    @Option(parsing: .unconditional, help: ArgumentHelp("How many.", valueName: "n"))
    var count = 20

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Domains to draw from; all unless given.", valueName: "name"))
    var domains: [String] = []

    @Option(help: ArgumentHelp("What the scenarios follow from.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Scenario file to write (.jsonl).", valueName: "file"))
    var out: String

    mutating func run() throws { try ScenariosCommand(split: split, count: count, domains: domains, seed: seed, output: out).run() }
}
