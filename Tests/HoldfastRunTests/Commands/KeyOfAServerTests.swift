// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A marked key that is given as a file reaches the server, and nothing that anybody reads.
@Suite("The key of a model server", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct KeyOfAServerTests {
    private static let key = "hf-MARKED-key-0123456789"

    @Test("stands in no file, output, error or configuration of a run against it")
    func secret() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let (keys, wrong) = ("\(folder)/keys", "\(folder)/wrong")
            try Data((Self.key + "\n").utf8).write(to: URL(fileURLWithPath: keys))
            try Data((Self.key + "x\n").utf8).write(to: URL(fileURLWithPath: wrong))
            let serving = try ServingProgram(simulator: tiny.simulator, options: ["--keys", keys], errors: "\(folder)/serve.log")
            defer { serving.stop() }
            let url = serving.url
            let options = ["--config", tiny.configuration, "--simulator", tiny.simulator, "--simulator.server", url, "--simulator.key_file", keys]
            let runs = [
                try Program.run(["rollout", "--episodes", "2", "--out", "\(folder)/remote.h5"] + options),
                try Program.run(["eval", "--json"] + options), try Program.run(["doctor", "--server", url, "--key-file", keys]),
                try Program.run(["doctor", "--server", url, "--key-file", keys, "--json"]),
            ]
            for run in runs { #expect(run.status == 0, "\(run.errors)") }
            #expect(runs[2].output.contains("frozen_simulator          yes"), "\(runs[2].output)")
            let refused = [
                try Program.run(["doctor", "--server", url, "--key-file", wrong]), try Program.run(["doctor", "--server", url]),
                try Program.run(["doctor", "--server", url, "--key-file", "\(folder)/none"]),
                try Program.run(["rollout", "--episodes", "2", "--out", "\(folder)/none.h5"] + options.dropLast() + [wrong]),
            ]
            for (run, mention) in zip(
                refused, ["check the key in the file \(wrong)", "it wants a key", "cannot be read", "check the key in the file"])
            {
                #expect(run.status != 0 && run.errors.contains(mention), "\(run.errors)")
            }
            for run in runs + refused { #expect(!(run.output + run.errors).contains("MARKED")) }
            let files = FileManager.default.enumerator(atPath: folder)?.allObjects.compactMap { $0 as? String } ?? []
            #expect(files.count > 5)
            for file in files where file != "keys" && file != "wrong" {
                guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else { continue }
                #expect(bytes.firstRange(of: Data("MARKED".utf8)) == nil, "\(file)")
            }
        }
    }
}
