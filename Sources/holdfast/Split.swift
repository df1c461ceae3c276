// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Split: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give stored episodes filter keys, such as train and valid, without touching a trajectory file.",
        discussion: """
            Keys lie in masks/keys.h5 of the run, or beside the trajectory files of a folder. Who gets which key follows from a stable hash: \
            files that come later move nobody. Without --keys the keys there are are listed.

            Examples:
              holdfast split runs/quickstart --keys train=0.8,valid=0.1,test=0.1 --by persona
              holdfast split runs/quickstart --keys best --phase train --stop correct --top-rewards 0.25
            """)

    @Argument(help: ArgumentHelp("A run directory, a folder with trajectory files, or trajectory files of one folder.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Keys with their shares, or one key without a share for all episodes.", valueName: "list"))
    var keys: String?

    @Option(help: ArgumentHelp("What stays together: persona, goal, scenario or group.", valueName: "unit"))
    var by: String = "persona"

    @Option(parsing: .unconditional, help: ArgumentHelp("Another seed is another split.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Only episodes of this phase, such as train. May be given several times, as those below.", valueName: "name"))
    var phase: [String] = []

    @Option(help: ArgumentHelp("Only episodes that ended so, such as userStop.", valueName: "name"))
    var ending: [String] = []

    @Option(help: ArgumentHelp("Only episodes whose decision to stop was so, such as correct.", valueName: "name"))
    var stop: [String] = []

    @Option(help: ArgumentHelp("Only episodes of this domain.", valueName: "name"))
    var domain: [String] = []

    @Option(parsing: .unconditional, help: ArgumentHelp("Only episodes with at least this reward.", valueName: "x"))
    var minReward: Double?

    @Option(parsing: .unconditional, help: ArgumentHelp("Only this share of them, with the highest rewards.", valueName: "share"))
    var topRewards: Double?

    @Option(help: ArgumentHelp("Only episodes that have this key already.", valueName: "key"))
    var within: String?

    @Flag(help: "Make keys of these names anew.")
    var replace = false

    @Flag(help: "Write the counts as JSON to standard output.")
    var json = false

    mutating func run() throws {
        let conditions = SplitCommand.Conditions(
            phases: phase, endings: ending, stops: stop, domains: domain, leastReward: minReward, topRewards: topRewards, within: within)
        try SplitCommand(paths: paths, keys: keys, unit: by, seed: seed, conditions: conditions, replaces: replace, json: json).run()
    }
}
