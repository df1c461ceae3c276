// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write stored episodes in the layouts of other programs.",
        discussion: """
            Formats: minari, robomimic, chat, sft, prompt-completion, preferences, kto, tau-bench (docs/exports.md). The lines of the \
            trained seat get the role `assistant`: those of the user, unless --train-seat says otherwise. Failed episodes are left out.

            Examples:
              holdfast export runs/quickstart --format sft --phase train --min-reward 0.8 --out sft.jsonl
              holdfast export runs/quickstart --format preferences --margin 0.2 --out pairs.jsonl
              holdfast export runs/quickstart --format minari --dataset-id holdfast/quickstart-v0 --out datasets
            """)

    @Argument(help: ArgumentHelp("Run directories and trajectory files (.h5).", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Layout: \(ExportCommand.formats.joined(separator: ", ")).", valueName: "name"))
    var format: String

    @Option(help: ArgumentHelp("File to write; for minari the folder of datasets (MINARI_DATASETS_PATH).", valueName: "path"))
    var out: String

    @Option(help: ArgumentHelp("Whose lines are learned from: user or agent.", valueName: "seat"))
    var trainSeat: String?

    @Option(help: ArgumentHelp("Only episodes of this phase, such as train.", valueName: "name"))
    var phase: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only episodes with at least this reward.", valueName: "x"))
    var minReward: Double?

    @Option(help: ArgumentHelp("Stands behind the line with which the user ends the dialogue (default: ###STOP###).", valueName: "text"))
    var endMarker: String?

    @Option(help: ArgumentHelp("File with the agent's system message, for --train-seat agent and tau-bench.", valueName: "file"))
    var agentPrompt: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("preferences: least difference of the rewards of a pair.", valueName: "x"))
    var margin: Double?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("kto: reward between good and bad (default: the mean of the group).", valueName: "x"))
    var threshold: Double?

    @Option(
        name: .customLong("dataset-id"),
        help: ArgumentHelp("minari: identifier of the dataset (default: holdfast/user-v0 or holdfast/agent-v0).", valueName: "id"))
    var datasetID: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("robomimic: tokens of context in an observation (default: 256).", valueName: "n"))
    var contextTokens: Int?

    @Flag(help: "Replace an export that lies there.")
    var replace = false

    @Flag(help: "Write the report as JSON to standard output.")
    var json = false

    mutating func run() throws {
        var options = ExportCommand.Options()
        options.seat = trainSeat
        options.phase = phase
        options.minimumReward = minReward
        options.endMarker = endMarker
        options.agentPrompt = agentPrompt
        options.margin = margin
        options.threshold = threshold
        options.dataset = datasetID
        options.contextTokens = contextTokens
        try ExportCommand(paths: paths, format: format, output: out, options: options, replaces: replace, json: json).run()
    }
}
