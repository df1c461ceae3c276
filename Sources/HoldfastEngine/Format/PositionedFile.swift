// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// An open file that is read piece by piece into memory that is there already, so that a model never stands in memory twice.
final class PositionedFile {
    let path: String
    /// Bytes, at the time it was opened.
    let size: Int
    private let descriptor: Int32

    /// - Throws: `file` when there is none, it may not be read, or it is a folder.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            let cause = SystemCause(number: descriptor < 0 ? errno : EISDIR)
            if descriptor >= 0 { close(descriptor) }
            throw HoldfastError(.file, "cannot read \(path); check the path and its permissions", cause: cause)
        }
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills `destination` with the bytes from `offset` on.
    ///
    /// - Throws: `file` when they cannot all be read.
    func read(into destination: UnsafeMutableRawBufferPointer, at offset: Int) throws {
        var done = 0
        while done < destination.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: destination[done...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let cause = count < 0 ? SystemCause(number: errno) : nil
                throw HoldfastError(.file, "cannot read \(path) at byte \(offset + done) of \(size); copy or download it again", cause: cause)
            }
            done += count
        }
    }
}
