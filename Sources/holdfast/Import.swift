// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn dialogue corpora into scenarios, and dialogues of other projects into trajectories.",
        subcommands: [MultiWOZ.self, Dialogues.self, Trajectories.self])

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

    struct Trajectories: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Read trajectories of an agent benchmark into a trajectory file, with all that is known of their simulated users without a model.",
            discussion: """
                tau-bench: a JSON list of records {task_id, reward, info, traj, trial}, or one record a line (.jsonl); results files of \
                tau2-bench ({simulations, tasks}) are read too. The user's instruction becomes its persona, the expected actions become \
                its goal, and the benchmark's reward stays the reward. Identifiers that the user states and nobody gave it become \
                verdicts.

                Example:
                  holdfast import trajectories --format tau-bench gpt-4o-retail.json --out retail.h5 --data tau_bench/envs/retail/data
                """)

        @Option(help: ArgumentHelp("Layout of the files: tau-bench.", valueName: "name"))
        var format: String

        @Argument(help: ArgumentHelp("Trajectory files (.json, .jsonl), or folders of them.", valueName: "file"))
        var files: [String]

        @Option(help: ArgumentHelp("Trajectory file to write (.h5).", valueName: "file"))
        var out: String

        @Option(help: ArgumentHelp("Folder of the domain's database (users.json, orders.json): says which identifiers exist.", valueName: "folder"))
        var data: String?

        @Flag(help: "Leave out records that cannot be read, and count them, instead of stopping at the first.")
        var skipDamaged = false

        @Flag(help: "Write the report as JSON to standard output.")
        var json = false

        mutating func run() throws {
            try TrajectoryImportCommand(format: format, paths: files, output: out, data: data, skipsDamaged: skipDamaged, json: json).run()
        }
    }
}
