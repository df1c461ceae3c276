// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// Of two processes that started a run in one new directory, the one that was refused had already replaced the other's configuration.
@Suite struct TwoStartsInOneDirectoryTests {
    @Test func theOneThatLosesWritesNothing() throws {
        try withFolder { folder in
            let directory = RunDirectory(path: "\(folder)/run")
            // As far as the first process gets before the second one looks.
            try FileSystem.makeFolder(directory.logs)
            let first = try directory.takeLock()
            let error = try #require(throws: HoldfastError.self) { try directory.create(document: "second") }
            #expect(error.message.contains("another process is working in"))
            #expect(try !directory.isRun)
            first.release()
            try directory.create(document: "third").release()
            #expect(try FileSystem.text(directory.configuration) == "third")
        }
    }
}
