// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Fsck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open every stored file and say what is wrong.",
        discussion: """
            Proves seals, reads every column, builds every episode, replays goals, holds scores and filter keys against their shards, and a \
            run's shards against its metrics. Nothing is ever changed. Works at any time, also while a run writes.

            Exit status: 0 where all is sound, 1 where something is wrong. Remarks are no problems.

            Examples:
              holdfast fsck runs/quickstart
              holdfast fsck runs archive/old.h5 --json
            """)

    @Argument(help: ArgumentHelp("Run directories, folders, trajectory files, files of scores or of filter keys.", valueName: "path"))
    var paths: [String]

    @Flag(help: "Write all findings as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await FsckCommand(paths: paths, json: json).run()
    }
}
