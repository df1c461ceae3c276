// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// An HDF5 file that is written in memory: the library never touches the disk, and never reads.
///
/// Whole images keep a full disk, a torn file and file locks out of the library, where they cannot be handled well; the bytes go to the disk in
/// `SealedFile`. Reading is `HDF5Image`, because the library cannot be trusted with damaged bytes.
final class HDF5File {
    let handle: HDF5Handle

    private init(handle: consuming HDF5Handle) {
        self.handle = handle
    }

    /// Creates an empty file.
    static func create(in session: borrowing HDF5Session) throws -> HDF5File {
        let access = try memoryAccess()
        let creation = try HDF5Handle(H5Pcreate(chdf5_file_create()), doing: "preparing a file", close: H5Pclose)
        // Small nodes: most columns have one chunk and most groups few members; nodes of the default size take kilobytes for them.
        try HDF5Failure.check(H5Pset_istore_k(creation.id, 2), doing: "choosing the size of chunk indexes")
        try HDF5Failure.check(H5Pset_sym_k(creation.id, 2, 2), doing: "choosing the size of group indexes")
        let id = H5Fcreate("new", chdf5_truncate(), creation.id, access.id)
        return HDF5File(handle: try HDF5Handle(id, doing: "creating a file in memory", close: H5Fclose))
    }

    /// The bytes of the file as they would lie on disk.
    func image() throws -> [UInt8] {
        try HDF5Failure.check(H5Fflush(handle.id, H5F_SCOPE_GLOBAL), doing: "completing the file")
        let size = H5Fget_file_image(handle.id, nil, 0)
        try HDF5Failure.check(size, doing: "measuring the file")
        var bytes = [UInt8](repeating: 0, count: size)
        let copied = bytes.withUnsafeMutableBytes { H5Fget_file_image(handle.id, $0.baseAddress, size) }
        try HDF5Failure.check(copied, doing: "copying the file")
        return bytes
    }

    private static func memoryAccess() throws -> HDF5Handle {
        let access = try HDF5Handle(H5Pcreate(chdf5_file_access()), doing: "preparing a file in memory", close: H5Pclose)
        let growth = 1 << 20
        try HDF5Failure.check(H5Pset_fapl_core(access.id, growth, false), doing: "choosing the memory driver")
        // The oldest format: every reader opens it, and its superblock has no checksum. Library 1.10 clears the open-for-writing
        // mark in an image without renewing the checksum of a newer superblock, which nothing could open afterwards.
        try HDF5Failure.check(H5Pset_libver_bounds(access.id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110), doing: "choosing the format version")
        return access
    }
}
