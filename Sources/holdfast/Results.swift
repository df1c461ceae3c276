// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Results: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train with several seeds and write one pooled before-and-after table.",
        discussion: """
            Runs `holdfast train` once per seed, skips seeds whose run is finished, continues runs that are not, and pools the evaluations \
            paired by scenario and seed.

            Example:
              holdfast results --config configs/quickstart.yaml --seeds 1,2,3 --output runs/results --report docs/results.md
            """)

    @OptionGroup var source: ConfigurationOptions

    @Option(help: ArgumentHelp("Seeds, separated by commas.", valueName: "list"))
    var seeds: String = "1,2,3"

    @Option(help: ArgumentHelp("Folder for the runs, one folder a seed.", valueName: "dir"))
    var output: String

    @Option(help: ArgumentHelp("Markdown file to write.", valueName: "file"))
    var report: String?

    @Flag(help: "Write the pooled table as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await ResultsCommand(sources: source.sources, seeds: seeds, output: output, report: report, json: json).run()
    }
}
