// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct JudgeCalibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Put labelled items to a judge and measure how often it is right.",
        discussion: """
            Writes true-positive and true-negative rates with 95 % intervals, kappas and abstentions for each criterion, of the judge and of \
            each member of a panel. Reports correct scores with the file.

            Example:
              holdfast judge calibrate --items items.jsonl --judge judge.yaml --out calibration.json
            """)

    @Option(help: ArgumentHelp("Calibration items (.jsonl), with labels in the file or beside it.", valueName: "file"))
    var items: String

    @Option(help: ArgumentHelp("Configuration file with a `judge` section.", valueName: "file"))
    var judge: String

    @Option(help: ArgumentHelp("Calibration file to write (.json).", valueName: "file"))
    var out: String

    @Flag(help: "Write the calibration as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await JudgeCalibrateCommand(items: items, judge: judge, output: out, json: json).run()
    }
}
