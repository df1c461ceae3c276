// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Holds a run directory for one process; the system lets go when the process ends, however it ends.
struct FolderLock: Sendable {
    private let descriptor: Int32

    init(file path: String, folder: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        if descriptor < 0 { throw SystemError.last(.write, path) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            close(descriptor)
            throw HoldfastError(.file, "another process is working in \(folder); wait for it or choose another --output")
        }
    }

    /// Lets go.
    func release() { close(descriptor) }
}
