// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

/// Which episodes are taken, how intervals are made, and where the report goes.
struct ReportOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only episodes of this phase: train, eval-before, eval-after, ….", valueName: "name"))
    var phase: String?

    @Option(help: ArgumentHelp("Take the scores of this name that `holdfast rescore` made.", valueName: "name"))
    var scores: String?

    @Option(help: ArgumentHelp("Resamples behind each interval.", valueName: "n"))
    var draws: Int = 2_000

    @Option(help: ArgumentHelp("Share of the intervals.", valueName: "share"))
    var level: Double = 0.95

    @Option(help: ArgumentHelp("Seed of the resampling.", valueName: "n"))
    var bootstrapSeed: UInt64 = 0

    @Option(help: ArgumentHelp("Also write a page with plots and dialogues, in one file without a network.", valueName: "file"))
    var html: String?

    @Flag(help: "Write the report as JSON to standard output.")
    var json = false

    var request: AnalysisRequest {
        get throws { try AnalysisRequest(phase: phase, scores: scores, draws: draws, level: level, seed: bootstrapSeed) }
    }

    var output: ReportOutput { ReportOutput(html: html, json: json) }
}
