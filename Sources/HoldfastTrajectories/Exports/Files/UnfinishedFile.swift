// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// A file that is written piece by piece beside its place and put there when it is whole.
final class UnfinishedFile {
    private let path: String
    private let beside: String
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []

    /// - Throws: `.file` where something lies at the place already that may not be replaced, or the file cannot be made.
    init(at path: String, replaces: Bool) throws {
        try ExportPlace.check(path, replaces: replaces, isFolder: false)
        self.path = path
        beside = path + ".tmp"
        descriptor = try Self.open(beside, for: path)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// - Throws: `.capacity` when the disk is full, else `.file`.
    func append(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Brings the file to the disk and puts it in its place.
    /// - Parameter front: goes before all that was appended.
    func finish(front: String = "") throws {
        try flush()
        if !front.isEmpty { try put(front) }
        guard fsync(descriptor) == 0 else { throw ExportPlace.failure(errno, path) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(beside, path) == 0 else { throw ExportPlace.failure(errno, path) }
        try ExportPlace.syncFolder(of: path)
    }

    /// Removes what was written.
    func abandon() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(beside)
    }

    /// Copies what was written behind the front, through a second file under the same name.
    private func put(_ front: String) throws {
        let body = descriptor
        unlink(beside)
        descriptor = try Self.open(beside, for: path)
        defer { close(body) }
        buffer = Array(front.utf8)
        try flush()
        guard lseek(body, 0, SEEK_SET) == 0 else { throw ExportPlace.failure(errno, path) }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(body, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ExportPlace.failure(errno, path) }
            if count == 0 { return }
            buffer = Array(chunk[..<count])
            try flush()
        }
    }

    private func flush() throws {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, buffer.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ExportPlace.failure(errno, path) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func open(_ beside: String, for path: String) throws -> Int32 {
        let descriptor = Foundation.open(beside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ExportPlace.failure(errno, path) }
        return descriptor
    }
}
