// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRun
import Testing

/// Bytes that are no UTF-8 became U+FFFD: a run of that name was made.
@Suite struct ConfigurationInAnotherEncodingTests {
    @Test func isRefused() throws {
        try withFolder { folder in
            let file = "\(folder)/latin1.yaml"
            try Data("run: {name: caf".utf8 + [0xe9] + "}".utf8).write(to: URL(fileURLWithPath: file))
            let error = try #require(throws: HoldfastError.self) { try ConfigurationSources(files: [file]).load() }
            #expect(error.code == .configuration)
            #expect(error.message == "\(file) is not UTF-8 text; save it as UTF-8")
        }
    }
}
