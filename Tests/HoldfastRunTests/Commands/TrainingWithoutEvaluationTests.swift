// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// A run without evaluation scenarios trained all its steps, and then failed to open the shards of the evaluations it had not made.
@Suite struct TrainingWithoutEvaluationTests {
    @Test func isRefusedBeforeItBegins() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let error = await #expect(throws: HoldfastError.self) {
                try await tiny.trained("\(folder)/run", overrides: ["scenarios.evaluation=0"])
            }
            #expect(error?.code == .configuration)
            #expect(error?.message == "there are no validation scenarios; set scenarios.evaluation to 1 or more")
            #expect(!FileSystem.exists("\(folder)/run"))
        }
    }
}
