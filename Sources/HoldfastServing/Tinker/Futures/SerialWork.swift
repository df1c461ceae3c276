// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Work on one model, one piece after another in the order it came.
final class SerialWork: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Starts a piece as soon as all before it are done.
    func append(_ piece: @escaping @Sendable () async -> Void) {
        last.withLock { last in
            let before = last
            last = Task {
                await before?.value
                await piece()
            }
        }
    }
}
