// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The content of an HDF5 file in memory, read without libhdf5, which damaged bytes can crash.
///
/// It reads what `HDF5File` writes: the oldest layout of the format, which is also what the library writes by default. Whatever the bytes are,
/// every call returns what they say or throws `.format`; it allocates in proportion to them. A value: any number of tasks read at once.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0".
struct HDF5Image: Sendable {
    private let file: [UInt8]
    private let objects: [String: ObjectHeader]
    private let attributes: [String: HDF5Attribute]

    /// Finds all objects and the attributes of the root group.
    init(_ file: [UInt8]) throws {
        self.file = file
        let index = try GroupIndex(file: file, root: try Self.root(of: file))
        objects = index.objects
        let found = try index.root.all(.attribute).map { try HDF5Attribute($0) }
        attributes = try Dictionary(found.map { ($0.name, $0) }) { first, _ in
            throw HoldfastError(.format, "the file is damaged: it has two attributes \(first.name)")
        }
    }

    /// The number of an attribute, or nil where there is none of this name and type.
    func integerAttribute(_ name: String) -> Int? { attributes[name]?.integer }

    /// The text of an attribute, or nil where there is none of this name and type.
    func textAttribute(_ name: String) -> String? { attributes[name]?.text }

    /// The names of all attributes, sorted.
    var attributeNames: [String] { attributes.keys.sorted() }

    /// Whether something of this path exists.
    func contains(_ path: String) -> Bool { objects[path] != nil }

    /// Reads one column of numbers.
    /// - Throws: `.format` when there is none of this path, or it is not a plain column of this type.
    func read<Element: HDF5Number>(_ path: String) throws -> [Element] {
        let column = try column(path)
        guard case .number(let description) = column.type, description == Element.datatype else {
            throw HoldfastError(.format, "column \(path) does not hold \(Element.self) numbers")
        }
        return try column.values(in: file)
    }

    /// Reads a column of named values: its numbers, and the names that the file gave them.
    /// - Throws: `.format` when the column is no enum.
    func readCodes(_ path: String) throws -> (codes: [Int8], names: [Int8: String]) {
        let column = try column(path)
        guard case .names(let names) = column.type else { throw HoldfastError(.format, "column \(path) is not an enum of one byte") }
        return (try column.values(in: file), names)
    }

    private func column(_ path: String) throws -> HDF5Column {
        guard let header = objects[path] else {
            throw HoldfastError(.format, "column \(path) is missing; the file is not a complete trajectory shard")
        }
        return try HDF5Column(header, path: path)
    }

    /// Where the header of the root group lies.
    private static func root(of file: [UInt8]) throws -> Int {
        guard file.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            throw HoldfastError(.format, "this is no HDF5 file: it does not begin as one")
        }
        var reader = FormatReader(file.dropFirst(8), of: "the file's first block")
        let version = try reader.number(1)
        guard version <= 1 else {
            throw HoldfastError(.format, "the file is in a layout of newer HDF5 libraries, in which no shard is written")
        }
        try reader.skip(4)
        guard try (reader.number(1), reader.number(1)) == (8, 8) else { throw reader.damage("states sizes of addresses that no shard has") }
        // Sizes of nodes and flags, in version 1 also the size of chunk indexes.
        try reader.skip(version == 0 ? 9 : 13)
        guard try reader.address() == 0 else { throw reader.damage("moves all addresses, which no shard does") }
        // Free space, the end of the file, the driver; the name of the root group.
        try reader.skip(32)
        guard let root = try reader.address() else { throw reader.damage("has no root group") }
        return root
    }
}
