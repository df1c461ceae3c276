// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what changed between two sets of stored episodes.",
        discussion: """
            Episodes of equal scenario and sampling seed are paired. Each row gives the level before and after, the difference, the relative change \
            and the share of the errors that is gone. With one run directory: its evaluation before training against the last one. With two: the last \
            evaluations of both.

            Examples:
              holdfast compare runs/quickstart
              holdfast compare runs/monday runs/tuesday --html nightly.html
              holdfast compare base.h5 trained.h5 --json
            """)

    @Argument(help: ArgumentHelp("What was: a run directory, a folder or a trajectory file (.h5).", valueName: "before"))
    var before: String

    @Argument(help: ArgumentHelp("What is; left out for one run before and after its training.", valueName: "after"))
    var after: String?

    @OptionGroup var options: ReportOptions

    mutating func run() async throws {
        try await CompareCommand(before: before, after: after, request: try options.request, output: options.output).run()
    }
}
