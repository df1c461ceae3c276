// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A file that is written beside its place, flushed to disk and then renamed: readers see the old one or the new one, never a part.
enum AtomicFile {
    /// - Parameter body: gets a function that appends bytes.
    /// - Throws: `capacity` when the disk is full, else `file`.
    static func write(to path: String, _ body: ((Data) throws -> Void) throws -> Void) throws {
        let partial = path + ".partial"
        do {
            guard FileManager.default.createFile(atPath: partial, contents: nil) else { throw CocoaError(.fileWriteNoPermission) }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
            do {
                try body { try handle.write(contentsOf: $0) }
                try handle.synchronize()
                try handle.close()
            } catch {
                try? handle.close()
                throw error
            }
            guard rename(partial, path) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            if isFull(error) {
                throw HoldfastError(.capacity, "the disk is full while writing \(path); free some space", cause: error)
            }
            throw HoldfastError(.file, "cannot write \(path); check that its folder exists and may be written to", cause: error)
        }
    }

    private static func isFull(_ error: any Error) -> Bool {
        let error = error as NSError
        if error.code == CocoaError.fileWriteOutOfSpace.rawValue || (error.domain == NSPOSIXErrorDomain && error.code == Int(ENOSPC)) { return true }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).map(isFull) ?? false
    }
}
