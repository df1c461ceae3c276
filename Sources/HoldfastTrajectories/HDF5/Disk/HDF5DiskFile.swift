// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// An HDF5 file that is written on disk, for content that is too large to lie in memory as `HDF5File` does.
///
/// Every call takes a session: the file may be kept from one to the next, but is touched by one thread at a time. Files are in the oldest
/// format, which every reader opens.
final class HDF5DiskFile {
    let path: String
    private var handle: HDF5Handle?

    /// Creates the file, or empties the one that lies there.
    init(creating path: String, in session: borrowing HDF5Session) throws {
        let access = try HDF5Handle(H5Pcreate(chdf5_file_access()), doing: "preparing \(path)", close: H5Pclose)
        try HDF5Failure.check(
            H5Pset_libver_bounds(access.id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110), doing: "choosing the format version of \(path)")
        let creation = try HDF5Handle(H5Pcreate(chdf5_file_create()), doing: "preparing \(path)", close: H5Pclose)
        // Small nodes: there are many groups with few members and many datasets of one chunk.
        try HDF5Failure.check(H5Pset_istore_k(creation.id, 2), doing: "choosing the size of chunk indexes")
        try HDF5Failure.check(H5Pset_sym_k(creation.id, 16, 4), doing: "choosing the size of group indexes")
        self.path = path
        handle = try HDF5Handle(H5Fcreate(path, chdf5_truncate(), creation.id, access.id), doing: "creating \(path)", close: H5Fclose)
    }

    /// Makes a group, with those above it.
    func makeGroup(_ name: String, in session: borrowing HDF5Session) throws {
        let links = try intermediate(for: name)
        let id = H5Gcreate2(try file, name, links.id, chdf5_default(), chdf5_default())
        _ = try HDF5Handle(id, doing: "making the group \(name) of \(path)", close: H5Gclose)
    }

    /// Writes an array of numbers, row by row.
    /// - Parameters:
    ///   - shape: rows, then the sizes of further dimensions; their product is the number of values.
    ///   - isDeflated: whether it is shuffled and deflated.
    func write<Element: HDF5Number>(
        _ values: [Element], shape: [Int], to name: String, isDeflated: Bool = false, in session: borrowing HDF5Session
    ) throws {
        precondition(shape.reduce(1, *) == values.count)
        let dataset = try makeDataset(name, type: Element.fileType, shape: shape, isDeflated: isDeflated)
        try values.withUnsafeBytes { try write($0.baseAddress, type: Element.fileType, to: dataset, name: name, isEmpty: values.isEmpty) }
    }

    /// Writes yes and no as NumPy's booleans lie in files of h5py: an enum of one byte.
    func write(flags: [Bool], to name: String, in session: borrowing HDF5Session) throws {
        let type = try HDF5Handle(H5Tenum_create(chdf5_int8()), doing: "making a type of \(path)", close: H5Tclose)
        for (member, code) in [("FALSE", Int8(0)), ("TRUE", 1)] {
            var code = code
            try HDF5Failure.check(H5Tenum_insert(type.id, member, &code), doing: "making a type of \(path)")
        }
        let dataset = try makeDataset(name, type: type.id, shape: [flags.count], isDeflated: false)
        let values = flags.map { Int8($0 ? 1 : 0) }
        try values.withUnsafeBytes { try write($0.baseAddress, type: type.id, to: dataset, name: name, isEmpty: flags.isEmpty) }
    }

    /// Writes UTF-8 strings of any length.
    /// - Throws: `.store` where one holds a zero byte, which ends such a string.
    func write(texts: [String], to name: String, in session: borrowing HDF5Session) throws {
        let type = try HDF5TextType()
        let dataset = try makeDataset(name, type: type.id, shape: [texts.count], isDeflated: false)
        try HDF5TextType.withPointers(to: texts, place: "\(name) of \(path)") { pointers in
            try write(pointers, type: type.id, to: dataset, name: name, isEmpty: texts.isEmpty)
        }
    }

    /// Bytes of the file so far, those included that the library still keeps.
    func size(in session: borrowing HDF5Session) throws -> Int {
        var size: hsize_t = 0
        try HDF5Failure.check(H5Fget_filesize(file, &size), doing: "measuring \(path)")
        return Int(size)
    }

    /// Brings everything to the file and closes it. The bytes may still be on their way to the disk.
    func close(in session: borrowing HDF5Session) throws {
        try HDF5Failure.check(H5Fflush(file, H5F_SCOPE_GLOBAL), doing: "completing \(path)")
        handle = nil
    }

    /// Closes a file that is not wanted any more.
    func discard(in session: borrowing HDF5Session) { handle = nil }

    /// The open file's identifier.
    var file: hid_t {
        get throws {
            switch handle {
            case .some(let handle): return handle.id
            case .none: throw HoldfastError(.store, "\(path) was closed already")
            }
        }
    }

    private func intermediate(for name: String) throws -> HDF5Handle {
        let links = try HDF5Handle(H5Pcreate(chdf5_link_create()), doing: "preparing \(name)", close: H5Pclose)
        try HDF5Failure.check(H5Pset_create_intermediate_group(links.id, 1), doing: "preparing \(name)")
        return links
    }

    /// A chunked dataset whose first dimension may grow, as h5py's readers expect to be able to append.
    private func makeDataset(_ name: String, type: hid_t, shape: [Int], isDeflated: Bool) throws -> HDF5Handle {
        var extent = shape.map { hsize_t($0) }
        var longest = extent
        longest[0] = hsize_t.max
        let space = try HDF5Handle(H5Screate_simple(Int32(shape.count), &extent, &longest), doing: "shaping \(name)", close: H5Sclose)
        let creation = try HDF5Handle(H5Pcreate(chdf5_dataset_create()), doing: "preparing \(name)", close: H5Pclose)
        // Object times are wall time: with them, equal exports would be different bytes.
        try HDF5Failure.check(H5Pset_obj_track_times(creation.id, false), doing: "preparing \(name)")
        var chunk = extent.map { max(1, $0) }
        chunk[0] = min(chunk[0], 1_024)
        try HDF5Failure.check(H5Pset_chunk(creation.id, Int32(chunk.count), &chunk), doing: "chunking \(name)")
        if isDeflated {
            try HDF5Failure.check(H5Pset_shuffle(creation.id), doing: "shuffling \(name)")
            try HDF5Failure.check(H5Pset_deflate(creation.id, 4), doing: "deflating \(name)")
        }
        let links = try intermediate(for: name)
        let id = H5Dcreate2(try file, name, type, space.id, links.id, creation.id, chdf5_default())
        return try HDF5Handle(id, doing: "creating \(name) in \(path)", close: H5Dclose)
    }

    private func write(
        _ values: UnsafeRawPointer?, type: hid_t, to dataset: borrowing HDF5Handle, name: String, isEmpty: Bool
    ) throws {
        if isEmpty { return }
        try HDF5Failure.check(
            H5Dwrite(dataset.id, type, chdf5_all(), chdf5_all(), chdf5_default(), values), doing: "writing \(name) to \(path)")
    }
}
