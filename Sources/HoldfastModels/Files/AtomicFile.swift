// SPDX-License-Identifier: Apache-2.0

public import Foundation
import HoldfastCore

/// A file that is written beside its place, flushed to disk and then renamed: readers see the old one or the new one, never a part.
public enum AtomicFile {
    /// Replaces a file, or makes it.
    /// - Throws: `capacity` when the disk is full, else `file`; a file that was there before is then untouched.
    public static func write(_ data: Data, to path: String) throws {
        try write(to: path) { append in try append(data) }
    }

    /// The same for content that is made piece by piece.
    /// - Parameter body: gets a function that appends bytes.
    /// - Throws: `capacity` when the disk is full, else `file`, and what `body` throws.
    public static func write(to path: String, _ body: ((Data) throws -> Void) throws -> Void) throws {
        let partial = path + ".partial"
        do {
            let file = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
            try check(file)
            do {
                try body { try append($0, to: file) }
                try check(fsync(file))
            } catch {
                close(file)
                throw error
            }
            try check(close(file))
            try check(rename(partial, path))
        } catch {
            unlink(partial)
            if error is HoldfastError { throw error }
            throw HoldfastError.writing("cannot write \(path)", advice: "check that its folder exists and may be written to", cause: error)
        }
    }

    private static func append(_ data: Data, to file: Int32) throws {
        try data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0, errno == EINTR { continue }
                try check(Int32(clamping: count))
                done += count
            }
        }
    }

    private static func check(_ status: Int32) throws {
        if status < 0 { throw SystemCause(number: errno) }
    }
}
