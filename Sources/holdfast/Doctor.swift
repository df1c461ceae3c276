// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what this machine offers and whether a run can work here.",
        discussion: """
            Versions of Holdfast and its libraries, processor and vector sets, memory and disk, and which programs that read our files \
            (h5py, transformers, tensorboard) are installed. Fails where something that every run needs is missing.

            With --server: what a model server can do instead, found out by some twenty-five tiny requests that change nothing there, \
            and what Holdfast will therefore do with it: as task agent, as judge, as frozen simulator, as sampler beside a trainer, and \
            as trainer where it speaks the Tinker protocol.

            Examples:
              holdfast doctor --json
              holdfast doctor --server http://127.0.0.1:8000
            """)

    @Option(help: ArgumentHelp("Ask this OpenAI-compatible server instead of looking at this machine.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("The model to ask there; the first one it lists unless given.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("Environment variable that holds the server's key.", valueName: "name"))
    var keyVariable: String?

    @Option(help: ArgumentHelp("File that holds the server's key in its first line.", valueName: "file"))
    var keyFile: String?

    @Flag(help: "Write JSON to standard output.")
    var json = false

    mutating func run() async throws {
        try await DoctorCommand(server: server, model: model, keyVariable: keyVariable, keyFile: keyFile, json: json).run()
    }
}
