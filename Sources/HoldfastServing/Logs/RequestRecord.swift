// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What is found out about a request while it is answered.
final class RequestRecord: Sendable {
    /// Of the request that this task answers.
    @TaskLocal static var current: RequestRecord?

    private let tokens = Mutex<Usage?>(nil)

    /// Tokens that were read and written for it; nil where that is not known.
    var usage: Usage? { tokens.withLock(\.self) }

    func sampled(_ usage: Usage) {
        tokens.withLock { $0 = Usage(prompt: ($0?.prompt ?? 0) + usage.prompt, completion: ($0?.completion ?? 0) + usage.completion) }
    }
}
