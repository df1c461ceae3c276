// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn dialogue corpora into scenarios.",
        subcommands: [MultiWOZ.self])

    struct MultiWOZ: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "multiwoz",
            abstract: "Read a part of MultiWOZ 2.1 (ConvLab layout) into scenarios, one JSON object a line.",
            discussion: """
                The corpus folder also holds the entity databases that serve the scripted agent, so keep it where it is.

                Example:
                  holdfast import multiwoz data/multiwoz-2.1 --file val.slim.jsonl --out scenarios.jsonl
                """)

        @Argument(help: "The corpus folder.")
        var path: String

        @Option(help: ArgumentHelp("Dialogue file in the folder, or a path.", valueName: "name"))
        var file: String

        @Option(help: ArgumentHelp("Scenario file to write (.jsonl).", valueName: "file"))
        var out: String

        @Option(help: ArgumentHelp("Also write the human dialogues as supervised material.", valueName: "file"))
        var dialogues: String?

        @Flag(help: "Write counts as JSON to standard output.")
        var json = false

        mutating func run() throws {
            try ImportCommand(corpus: path, file: file, output: out, dialogues: dialogues, json: json).run()
        }
    }
}
