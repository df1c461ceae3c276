// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct JudgeLabel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Label items by hand, one key an item.",
        discussion: """
            Shows one item at a time with its ground truth, and nobody else's answer. Every answer is on the disk before the next item is \
            shown, in a file beside the items; start again to go on. Keys: p pass, f fail, a cannot tell, u undo, s skip, q quit.

            Example:
              holdfast judge label --items items.jsonl --rater ann
            """)

    @Option(help: ArgumentHelp("Calibration items (.jsonl).", valueName: "file"))
    var items: String

    @Option(help: ArgumentHelp("Who labels.", valueName: "name"))
    var rater: String

    mutating func run() async throws { try await JudgeLabelCommand(items: items, rater: rater).run() }
}
