// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// `rollout` and `eval` simulated everything and then said "renaming ... failed: Is a directory", without advice.
@Suite("An output that cannot be written")
struct OutputRefusedAfterTheWorkTests {
    @Test("is refused before the simulation, with what to do")
    func refused() async throws {
        try await withFolder { folder in
            // There is no simulator: whoever gets as far as looking for it has begun to work.
            let sources = ConfigurationSources(files: [], overrides: ["simulator.folder=\(folder)/nope"])
            for (path, advice) in [("\(folder)", "name a file in it"), ("\(folder)/nowhere/x.h5", "make it first"), ("/proc/x.h5", "/proc/x.h5")] {
                let rollout = await #expect(throws: HoldfastError.self) {
                    try await RolloutCommand(sources: sources, simulator: nil, episodes: 1, split: .test, output: path, seed: nil, json: false).run()
                }
                #expect(
                    rollout?.message.contains("cannot write \(path)") == true && rollout?.message.contains(advice) == true,
                    "\(String(describing: rollout))")
                let evaluation = await #expect(throws: HoldfastError.self) {
                    try await EvaluateCommand(sources: sources, simulator: nil, output: path, baseline: nil, json: false).run()
                }
                #expect(evaluation?.message == rollout?.message)
            }
            #expect(FileSystem.names(in: folder) == [])
        }
    }
}
