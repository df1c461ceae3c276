// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Drill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train against each module of the reward alone, and see what breaks.",
        discussion: """
            A module that is optimised alone is optimised at the expense of what it does not see. Runs `holdfast train` once per module, \
            skips runs that are finished, continues those that are not, scores the evaluations before and after by all modules, and lists what \
            got worse.

            Example:
              holdfast drill --config configs/reward-hacking.yaml --modules prompt_to_line,stop --output runs/drill --report drill.md
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Reward components, separated by commas, by their names in rewards.weights.", valueName: "list"))
    var modules: String

    @Option(help: ArgumentHelp("Folder for the runs, one folder a module.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("Markdown file to write.", valueName: "file"))
    var report: String?

    @Flag(help: "Write the comparisons as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await DrillCommand(sources: source.sources, modules: modules, output: output, report: report, json: json).run()
    }
}
