// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Analyze: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say from stored episodes whether the simulator drifts, where, and for whom.",
        discussion: """
            Reads each trajectory file once, needs no model and no GPU. Of a run directory the training steps are taken, unless --phase names \
            another part. Every number comes with a 95 % interval from resampling personas.

            Examples:
              holdfast analyze runs/quickstart --html report.html
              holdfast analyze runs/quickstart --phase eval-after --json
              holdfast analyze night/*.h5 --scores strict
            """)

    @Argument(help: ArgumentHelp("Run directories, folders or trajectory files (.h5).", valueName: "path"))
    var paths: [String]

    @OptionGroup var options: ReportOptions

    mutating func run() async throws {
        try await AnalyzeCommand(paths: paths, request: try options.request, output: options.output).run()
    }
}
