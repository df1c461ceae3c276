// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// An HDF5 file of an export, from its creation to when its bytes are on the disk.
///
/// A full disk must not reach the library: after a write that failed it cannot close the file, and brings the process down when it ends. So
/// the room for what comes is taken from the disk before the library is asked to write, and given back at the end.
final class UnfinishedHDF5 {
    let path: String
    private let place: String
    private let descriptor: Int32
    private var file: HDF5DiskFile?
    /// Bytes of the file that the disk has given.
    private var reserved = 0

    /// - Parameters:
    ///   - path: where it is written.
    ///   - place: what errors call it: where it is to lie in the end.
    init(at path: String, place: String) throws {
        self.path = path
        self.place = place
        descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ExportPlace.failure(errno, place) }
        do {
            try reserve(upTo: Self.slack)
            try HDF5Session.run { session in file = try HDF5DiskFile(creating: path, in: session) }
            // Creating it gave back what was reserved.
            reserved = 0
            try reserve(upTo: Self.slack)
        } catch {
            abandon()
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Writes to the file, alone with the library.
    /// - Parameter body: gets the file, and a function to call with a number of bytes before it writes as many.
    func write(_ body: (HDF5DiskFile, borrowing HDF5Session, _ reserve: (Int) throws -> Void) throws -> Void) throws {
        try HDF5Session.run { session in
            guard let file else { return }
            try body(file, session) { bytes in try reserve(upTo: try file.size(in: session) + bytes + Self.slack) }
            let size = try file.size(in: session)
            assert(size <= reserved, "more was written than was reserved")
        }
    }

    /// Brings all to the disk.
    /// - Returns: the bytes of the file.
    @discardableResult
    func finish() throws -> Int {
        let size = try HDF5Session.run { session in
            let size = try file?.size(in: session) ?? 0
            try file?.close(in: session)
            file = nil
            assert(size <= reserved, "more was written than was reserved")
            return size
        }
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else { throw ExportPlace.failure(errno, place) }
        return size
    }

    /// Closes the file, whatever became of it, and removes it.
    func abandon() {
        try? HDF5Session.run { session in
            file?.discard(in: session)
            file = nil
        }
        unlink(path)
    }

    private func reserve(upTo size: Int) throws {
        guard size > reserved else { return }
        // Large steps where there is room for them.
        for size in [size + Self.step, size] {
            let number = DiskRoom.take(size, for: descriptor)
            if number == 0 {
                reserved = size
                return
            }
            guard number == ENOSPC || number == EDQUOT || number == EFBIG else { throw ExportPlace.failure(number, place) }
        }
        throw ExportPlace.failure(ENOSPC, place)
    }

    /// What objects take beside their content, and what the library writes when it closes the file.
    private static let slack = 1 << 15
    private static let step = 1 << 24
}
