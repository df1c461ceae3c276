// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// `holdfast train` in which no dialogue had a line of the user trained nothing and ended as if all was well.
@Suite struct TrainingOnNothingTests {
    @Test(arguments: [
        ("environment.tokens_per_turn=2048", "environment.tokens_per_turn is 2048 and the context of ", HoldfastError.Code.configuration),
        ("environment.tokens_per_turn=2047", "none of the 2 dialogues of the evaluation after step 0 came to anything", .environment),
    ])
    func isRefused(override: String, mention: String, code: HoldfastError.Code) async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let error = await #expect(throws: HoldfastError.self) { try await tiny.trained("\(folder)/run", overrides: [override]) }
            #expect(error?.code == code)
            #expect(error?.message.contains(mention) == true, "\(String(describing: error))")
        }
    }
}
