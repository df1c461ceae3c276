// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// Reading a named pipe that nobody wrote to never came back.
@Suite struct PipeInsteadOfAShardTests {
    @Test func isRefusedAtOnce() throws {
        try withTemporaryFolder { folder in
            let path = folder.appending(path: "pipe.h5").path
            #expect(mkfifo(path, 0o600) == 0)
            let error = #expect(throws: HoldfastError.self) { try ShardReader(path).summary() }
            #expect(error?.message == "\(path) is not a file; name a trajectory shard")
        }
    }
}
