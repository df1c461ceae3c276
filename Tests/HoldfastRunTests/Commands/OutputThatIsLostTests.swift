// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastRun

/// Results that could not be written to standard output were lost, and the exit status said that all was well.
@Suite(.enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct OutputThatIsLostTests {
    @Test func isAFailure() throws {
        let program = try #require(Program.path)
        let result = try launch("/bin/sh", ["-c", "exec \"$0\" doctor > /dev/full", program])
        #expect(result.status == 1)
        #expect(result.errors == "holdfast: error: cannot write to standard output: the disk is full; free some space\n")
    }
}
