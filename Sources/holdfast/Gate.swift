// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Gate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fail where a simulator does not reach what a thresholds file asks.",
        discussion: """
            Takes reports that `analyze --json` or `compare --json` wrote, or runs, of which the last evaluation is looked at unless --phase names another \
            part. Of several the medians count, as of one run from several seeds. What is missing, not finite or rests on too little fails. Exit \
            status 3 where the gate is not met. The thresholds file is described in docs/gates.md.

            Examples:
              holdfast gate runs/night --thresholds configs/gates.yaml --junit gate.xml
              holdfast gate seed-1.json seed-2.json seed-3.json --thresholds gates.yaml --baseline runs/good
              holdfast gate --propose --baseline runs/good > gates.yaml
            """)

    @Argument(help: ArgumentHelp("Reports (.json), run directories or trajectory files (.h5).", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("Thresholds file (YAML).", valueName: "file"))
    var thresholds: String?

    @Option(help: ArgumentHelp("Report or run that drops and rises are measured from.", valueName: "path"))
    var baseline: String?

    @Option(help: ArgumentHelp("Also write the verdicts as JUnit XML, for schedulers.", valueName: "file"))
    var junit: String?

    @Flag(help: "Write the verdicts as JSON to standard output.")
    var json = false

    @Flag(help: "Print a thresholds file made from the baseline instead.")
    var propose = false

    @Option(help: ArgumentHelp("With --propose: take this row, and only those named so. May be given several times.", valueName: "name"))
    var metric: [String] = []

    @OptionGroup var episodes: EpisodeOptions

    func validate() throws {
        if propose {
            guard baseline != nil else { throw ValidationError("--propose takes its numbers from --baseline; name a report or run") }
            guard paths.isEmpty, thresholds == nil, junit == nil, !json else {
                throw ValidationError("--propose prints a thresholds file and takes nothing but --baseline and --metric")
            }
        } else {
            guard thresholds != nil else { throw ValidationError("name the file to hold against with --thresholds, or make one with --propose") }
            guard metric.isEmpty else { throw ValidationError("--metric belongs to --propose") }
        }
    }

    mutating func run() async throws {
        if propose, let baseline {
            try await GateProposalCommand(baseline: baseline, metrics: metric, request: try episodes.request).run()
        } else if let thresholds {
            let command = GateCommand(
                paths: paths, thresholds: thresholds, baseline: baseline, junit: junit, json: json, request: try episodes.request)
            guard try await command.run() else { throw ExitCode(ExitStatus.gateNotMet) }
        }
    }
}
