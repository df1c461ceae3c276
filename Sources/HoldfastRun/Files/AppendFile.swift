// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A file that only grows, flushed to the disk after every append so that a killed run loses no finished row.
struct AppendFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// - Parameter truncate: start empty instead of at the end.
    init(path: String, truncate: Bool = false) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (truncate ? O_TRUNC : O_APPEND), 0o666)
        if descriptor < 0 { throw SystemError.last(.write, path) }
    }

    /// What the process was given to write its results to.
    init(standardOutput: ()) {
        path = "to standard output"
        descriptor = STDOUT_FILENO
    }

    func append(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress?.advanced(by: done), bytes.count - done) }
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemError.last(.write, path)
            }
            done += count
        }
        if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw SystemError.last(.write, path) }
    }

    func close() throws {
        if Foundation.close(descriptor) != 0 { throw SystemError.last(.write, path) }
    }
}
