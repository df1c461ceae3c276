// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// What Ctrl-C and a TERM signal do during a run: the first asks to stop after the current step, the second ends the process at once.
enum Interruption {
    /// Runs a body that listens.
    /// - Parameter first: called at the first signal, on another thread.
    static func listening<Result>(
        first: @escaping @Sendable () -> Void, _ body: () async throws -> Result
    ) async rethrows -> Result {
        let flag = Flag()
        let numbers = [SIGINT, SIGTERM]
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if flag.raise() { _exit(ExitStatus.interrupted) }
                first()
            }
            source.resume()
            return source
        }
        defer {
            for source in sources { source.cancel() }
            for number in numbers { signal(number, SIG_DFL) }
        }
        return try await body()
    }

    private final class Flag: Sendable {
        private let raised = Atomic(false)

        /// - Returns: whether it had been raised before.
        func raise() -> Bool { raised.exchange(true, ordering: .acquiringAndReleasing) }
    }
}
