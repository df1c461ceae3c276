// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make one trajectory file of several, several of one, or a file of today of an older one.",
        discussion: """
            Reads files of every version of the layout and writes the one of today; the sources stay as they are. Scores and filter keys \
            belong to the files they were made for, and do not follow.

            Examples:
              holdfast merge runs/quickstart --out quickstart.h5
              holdfast merge old.h5 --out new.h5
              holdfast merge runs/quickstart --out parts --episodes-per-shard 1000
            """)

    @Argument(help: ArgumentHelp("Run directories, folders with trajectory files, or trajectory files.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Trajectory file to write (.h5), or with --episodes-per-shard a folder.", valueName: "path"))
    var out: String

    @Option(parsing: .unconditional, help: ArgumentHelp("Write several files with at most so many episodes each.", valueName: "n"))
    var episodesPerShard: Int?

    @Flag(help: "Put the name of its run or file in front of each episode's phase, where identifiers would meet.")
    var prefixPhase = false

    @Flag(help: "Write what was written as JSON to standard output.")
    var json = false

    mutating func run() throws {
        try MergeCommand(paths: paths, output: out, episodesPerShard: episodesPerShard, prefixes: prefixPhase, json: json).run()
    }
}
