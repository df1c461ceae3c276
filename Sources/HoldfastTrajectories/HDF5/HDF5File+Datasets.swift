// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

extension HDF5File {
    /// Writes one column of numbers: chunked, shuffled and deflated; groups on the way are made.
    func write<Element: HDF5Number>(_ values: [Element], to path: String) throws {
        try write([ColumnValues(values, path: path)])
    }

    /// Writes a column of named values as an HDF5 enum of one byte; `codes` index into `names`, -1 stands for the name `none`.
    func write(codes: [Int8], names: [String], allowsNone: Bool, to path: String) throws {
        try write([ColumnValues(codes, path: path, type: .names(names, allowsNone: allowsNone))])
    }

    /// Packs and writes columns.
    func write(_ columns: [any UnpackedColumn]) throws {
        for column in ColumnPacker.pack(columns) { try write(column) }
    }

    /// Writes one column that is packed; groups on the way are made.
    func write(_ column: PackedColumn) throws {
        switch column.type {
        case .number(let type): try write(column, type: type.fileType)
        case .names(let names, let allowsNone):
            let type = try Self.enumeration(of: names, allowsNone: allowsNone, path: column.path)
            try write(column, type: type.id)
        }
    }

    private func write(_ column: PackedColumn, type: hid_t) throws {
        let path = column.path
        var extent = [hsize_t(column.count)]
        let space = try HDF5Handle(H5Screate_simple(1, &extent, nil), doing: "shaping \(path)", close: H5Sclose)
        let links = try HDF5Handle(H5Pcreate(chdf5_link_create()), doing: "preparing \(path)", close: H5Pclose)
        try HDF5Failure.check(H5Pset_create_intermediate_group(links.id, 1), doing: "preparing \(path)")
        let creation = try HDF5Handle(H5Pcreate(chdf5_dataset_create()), doing: "preparing \(path)", close: H5Pclose)
        // Object times are wall time: with them, equal runs would give different bytes.
        try HDF5Failure.check(H5Pset_obj_track_times(creation.id, false), doing: "preparing \(path)")
        if !column.chunks.isEmpty {
            var chunk = [hsize_t(column.chunkLength)]
            try HDF5Failure.check(H5Pset_chunk(creation.id, 1, &chunk), doing: "chunking \(path)")
            try HDF5Failure.check(H5Pset_shuffle(creation.id), doing: "shuffling \(path)")
            try HDF5Failure.check(H5Pset_deflate(creation.id, UInt32(Deflater.level)), doing: "deflating \(path)")
        }
        let id = H5Dcreate2(handle.id, path, type, space.id, links.id, creation.id, chdf5_default())
        let dataset = try HDF5Handle(id, doing: "creating \(path)", close: H5Dclose)
        for (number, chunk) in column.chunks.enumerated() {
            var start = hsize_t(number * column.chunkLength)
            // The second filter is the deflation; its bit says that it was left out.
            let status = chunk.bytes.withUnsafeBytes {
                H5Dwrite_chunk(dataset.id, chdf5_default(), chunk.isDeflated ? 0 : 2, &start, $0.count, $0.baseAddress)
            }
            try HDF5Failure.check(status, doing: "writing \(path)")
        }
    }

    private static func enumeration(of names: [String], allowsNone: Bool, path: String) throws -> HDF5Handle {
        let type = try HDF5Handle(H5Tenum_create(chdf5_int8()), doing: "making the names of \(path)", close: H5Tclose)
        var members = names.enumerated().map { ($0.element, Int8($0.offset)) }
        if allowsNone { members.append((noneName, -1)) }
        for (name, code) in members {
            var code = code
            try HDF5Failure.check(H5Tenum_insert(type.id, name, &code), doing: "naming a value of \(path)")
        }
        return type
    }

    /// The name that stands for an absent value; no enum of the domain uses it.
    static var noneName: String { "none" }
}
