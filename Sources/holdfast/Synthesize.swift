// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Synthesize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make episodes whose true drift is known, without a model.",
        discussion: """
            For trying analyses and gates before there is a run, for seeing how wide intervals get with so many personas, and for measuring. The \
            episodes follow from the seed.

            Example:
              holdfast synthesize --episodes 10000 --personas 100 --out made
              holdfast analyze made
            """)

    @Option(help: ArgumentHelp("How many episodes.", valueName: "n"))
    var episodes: Int

    @Option(help: ArgumentHelp("How many distinct personas.", valueName: "n"))
    var personas: Int = 500

    @Option(help: ArgumentHelp("Episodes of one file.", valueName: "n"))
    var perFile: Int = 2_000

    @Option(help: ArgumentHelp("Folder for the files.", valueName: "dir"))
    var out: String

    @Option(help: ArgumentHelp("Seed of the episodes.", valueName: "n"))
    var seed: UInt64 = 0

    @Flag(help: "Write counts and the truth as JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await SynthesizeCommand(episodes: episodes, personas: personas, perShard: perFile, output: out, seed: seed, json: json).run()
    }
}
