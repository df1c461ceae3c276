// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

extension HDF5File {
    /// Writes one column: chunked, shuffled and deflated; groups on the way are made.
    func write<Element: HDF5Number>(_ values: [Element], to path: String) throws {
        try write(values, to: path, type: Element.fileType)
    }

    /// Reads one column of numbers.
    /// - Throws: `.format` when there is none of this path, or it is not a plain column of this type.
    func read<Element: HDF5Number>(_ path: String) throws -> [Element] {
        let dataset = try openDataset(path)
        let type = try HDF5Handle(H5Dget_type(dataset.id), doing: "reading the type of \(path)", close: H5Tclose)
        guard H5Tequal(type.id, Element.fileType) > 0 else {
            throw HoldfastError(.format, "column \(path) does not hold \(Element.self) numbers")
        }
        return try read(dataset, path: path, type: type.id)
    }

    func write<Element: HDF5Number>(_ values: [Element], to path: String, type: hid_t) throws {
        var extent = [hsize_t(values.count)]
        let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), doing: "shaping \(path)", close: H5Sclose)
        let links = try HDF5Handle(H5Pcreate(chdf5_link_create()), doing: "preparing \(path)", close: H5Pclose)
        try HDF5Failure.check(H5Pset_create_intermediate_group(links.id, 1), doing: "preparing \(path)")
        let creation = try HDF5Handle(H5Pcreate(chdf5_dataset_create()), doing: "preparing \(path)", close: H5Pclose)
        // Object times are wall time: with them, equal runs would give different bytes.
        try HDF5Failure.check(H5Pset_obj_track_times(creation.id, false), doing: "preparing \(path)")
        if !values.isEmpty {
            var chunk = [hsize_t(min(values.count, Self.chunkLength))]
            try HDF5Failure.check(H5Pset_chunk(creation.id, 1, &chunk), doing: "chunking \(path)")
            try HDF5Failure.check(H5Pset_shuffle(creation.id), doing: "shuffling \(path)")
            try HDF5Failure.check(H5Pset_deflate(creation.id, 4), doing: "deflating \(path)")
        }
        let id = H5Dcreate2(handle.id, path, type, space.id, links.id, creation.id, chdf5_default())
        let dataset = try HDF5Handle(id, doing: "creating \(path)", close: H5Dclose)
        guard !values.isEmpty else { return }
        let status = values.withUnsafeBytes { H5Dwrite(dataset.id, type, chdf5_all(), chdf5_all(), chdf5_default(), $0.baseAddress) }
        try HDF5Failure.check(status, doing: "writing \(path)")
    }

    func openDataset(_ path: String) throws -> HDF5Handle {
        guard contains(path) else {
            throw HoldfastError(.format, "column \(path) is missing; the file is not a complete trajectory shard")
        }
        return try HDF5Handle(H5Dopen2(handle.id, path, chdf5_default()), doing: "opening \(path)", close: H5Dclose)
    }

    func read<Element: HDF5Number>(_ dataset: borrowing HDF5Handle, path: String, type: hid_t) throws -> [Element] {
        let count = try length(of: dataset, path: path, elementSize: MemoryLayout<Element>.stride)
        guard count > 0 else { return [] }
        var status: herr_t = -1
        let values = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            status = H5Dread(dataset.id, type, chdf5_all(), chdf5_all(), chdf5_default(), buffer.baseAddress)
            filled = status >= 0 ? count : 0
        }
        try HDF5Failure.check(status, doing: "reading \(path)")
        return values
    }

    /// The number of elements, after a look at what is stored: a lying extent must not make us allocate.
    private func length(of dataset: borrowing HDF5Handle, path: String, elementSize: Int) throws -> Int {
        let space = try HDF5Handle(H5Dget_space(dataset.id), doing: "reading the shape of \(path)", close: H5Sclose)
        guard H5Sget_simple_extent_ndims(space.id) == 1 else { throw HoldfastError(.format, "column \(path) is not one-dimensional") }
        var extent: [hsize_t] = [0]
        try HDF5Failure.check(H5Sget_simple_extent_dims(space.id, &extent, nil), doing: "reading the shape of \(path)")
        let stored = H5Dget_storage_size(dataset.id)
        guard extent[0] <= (stored + 1) * Self.highestDeflation / hsize_t(elementSize) else {
            throw HoldfastError(.format, "column \(path) claims \(extent[0]) elements but only \(stored) bytes are stored")
        }
        return Int(extent[0])
    }

    /// Elements of a chunk: large enough to deflate well, small enough to read in parts.
    private static var chunkLength: Int { 65_536 }

    /// Deflate makes at most 1 byte of 1032.
    private static var highestDeflation: hsize_t { 1_100 }
}
