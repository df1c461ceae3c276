// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine offers and whether a run can work here.",
        discussion: """
            Versions of Holdfast and its libraries, processor and vector sets, memory and disk, and which programs that read our files \
            (h5py, transformers, tensorboard) are installed. Fails where something that every run needs is missing.

            Example:
              holdfast doctor --json
            """)

    @Flag(help: "Write JSON to standard output.")
    var json = false

    mutating func run() throws {
        try DoctorCommand(json: json).run()
    }
}
