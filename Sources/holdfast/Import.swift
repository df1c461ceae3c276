// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn dialogue corpora into scenarios, and judged dialogues into trajectories.",
        subcommands: [MultiWOZ.self, Dialogues.self])

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

    struct Dialogues: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read judged dialogues of another project into a trajectory file, and hold its scores beside ours.",
            discussion: """
                Each simulated speaker with judged lines becomes an episode: the stored replies of the judge become verdicts, with a reply \
                that decides nothing as an abstention.

                Example:
                  holdfast import dialogues --format consistent-llms chatting.json therapy.json --out dialogues.h5
                """)

        @Option(help: ArgumentHelp("Layout of the files: consistent-llms.", valueName: "name"))
        var format: String

        @Argument(help: ArgumentHelp("Dialogue files (.json).", valueName: "file"))
        var files: [String]

        @Option(help: ArgumentHelp("Trajectory file to write (.h5).", valueName: "file"))
        var out: String

        @Flag(help: "Write the report as JSON to standard output.")
        var json = false

        mutating func run() throws {
            try DialogueImportCommand(format: format, files: files, output: out, json: json).run()
        }
    }
}
