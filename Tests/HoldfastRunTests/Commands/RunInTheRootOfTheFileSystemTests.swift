// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// `holdfast train --output "$DIR"` with a variable that was not set made /configs, /checkpoints and the rest, and trained into them.
@Suite struct RunInTheRootOfTheFileSystemTests {
    @Test func anEmptyOutputIsRefused() throws {
        let error = try #require(throws: HoldfastError.self) {
            try TrainingStart(sources: ConfigurationSources(files: [], overrides: []), output: "", resume: false)
        }
        #expect(error.code == .usage)
        #expect(error.message == "--output is empty; name a run directory")
    }

    @Test(.enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
    func soIsEveryOtherEmptyPath() throws {
        for arguments in [
            ["train", "--output", ""], ["train", "--output="], ["sft", "--out", ""], ["rollout", "--out", ""], ["eval", "--simulator", ""],
            ["train", "-c", ""], ["results", "--output", ""],
        ] {
            let result = try Program.run(arguments)
            #expect(result.status == 2)
            #expect(result.errors.contains(" is empty; name a file or folder"), "\(arguments): \(result.errors)")
        }
    }
}
