// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Finds the objects of a file by their paths.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", III.A.1 (version 1 B-trees), III.B (symbol table nodes), III.D
/// (local heaps). Nothing is followed out of the file: a link that is no plain member of its group is refused.
struct GroupIndex {
    /// How deep the paths of a shard go, and one more.
    private static let deepest = 5

    /// All objects but the root group, by path.
    private(set) var objects: [String: ObjectHeader] = [:]
    private let file: [UInt8]
    /// The root group.
    let root: ObjectHeader
    /// Where nodes were met; no sound file leads to one twice, and so no walk takes longer than the file is.
    private var visited: Set<Int> = []
    /// Members may not be more than find room in the file.
    private var entriesLeft: Int
    private var headerRoom: Int

    /// - Parameter root: where the header of the root group lies.
    init(file: [UInt8], root: Int) throws {
        self.file = file
        entriesLeft = file.count / 40
        headerRoom = file.count
        self.root = try ObjectHeader(at: root, in: file, room: &headerRoom, of: "the root group")
        try walk(self.root, at: root, path: "", depth: 0)
    }

    private mutating func walk(_ header: ObjectHeader, at address: Int, path: String, depth: Int) throws {
        let what = path.isEmpty ? "the root group" : "the group \(path)"
        guard let message = header.first(.symbolTable) else {
            throw HoldfastError(.format, "\(what) is in a layout of newer HDF5 libraries, in which no shard is written")
        }
        guard depth < Self.deepest else { throw HoldfastError(.format, "\(what) lies deeper than any group of a shard") }
        try visit(address, what)
        var reader = FormatReader(message, of: what)
        guard let tree = try reader.address(), let heap = try reader.address() else { throw reader.damage("has no index") }
        let names = try heapData(at: heap, what)
        for (name, address) in try members(at: tree, level: nil, names: names, what) {
            let path = path.isEmpty ? name : "\(path)/\(name)"
            let header = try ObjectHeader(at: address, in: file, room: &headerRoom, of: path)
            guard objects.updateValue(header, forKey: path) == nil else { throw reader.damage("has two members \(name)") }
            let isColumn = header.first(.dataspace) != nil
            guard isColumn || header.first(.datatype) == nil else { throw HoldfastError(.format, "\(path) is neither a group nor a column") }
            if !isColumn { try walk(header, at: address, path: path, depth: depth + 1) }
        }
    }

    private mutating func members(at address: Int, level: Int?, names: ArraySlice<UInt8>, _ what: String) throws -> [(String, Int)] {
        try visit(address, what)
        var reader = FormatReader(try file.part(at: address, of: what), of: what)
        try reader.expect("TREE")
        guard try reader.number(1) == 0 else { throw reader.damage("has an index of another kind") }
        let own = try reader.number(1)
        guard own == level ?? own else { throw reader.damage("has an index whose levels do not fit") }
        let count = try reader.number(2)
        try reader.skip(16)
        var found: [(String, Int)] = []
        for _ in 0..<count {
            try reader.skip(8)
            guard let child = try reader.address() else { throw reader.damage("has an index with a hole") }
            found += own == 0 ? try node(at: child, names: names, what) : try members(at: child, level: own - 1, names: names, what)
        }
        return found
    }

    private mutating func node(at address: Int, names: ArraySlice<UInt8>, _ what: String) throws -> [(String, Int)] {
        try visit(address, what)
        var reader = FormatReader(try file.part(at: address, of: what), of: what)
        try reader.expect("SNOD")
        guard try reader.number(1) == 1 else { throw reader.damage("has members in an unknown version of the format") }
        try reader.skip(1)
        let count = try reader.number(2)
        entriesLeft -= count
        guard entriesLeft >= 0 else { throw reader.damage("claims more members than have room") }
        return try (0..<count).map { _ in
            let place = try reader.length()
            let header = try reader.address()
            let kind = try reader.number(4)
            try reader.skip(20)
            guard place < names.count else { throw reader.damage("has a member without a name") }
            var text = FormatReader(names.dropFirst(place), of: what)
            guard let header, kind <= 1 else { throw reader.damage("has a link that leads elsewhere, which no shard has") }
            return (try text.name(), header)
        }
    }

    private func heapData(at address: Int, _ what: String) throws -> ArraySlice<UInt8> {
        var reader = FormatReader(try file.part(at: address, of: what), of: what)
        try reader.expect("HEAP")
        try reader.skip(4)
        let size = try reader.length()
        try reader.skip(8)
        guard let data = try reader.address() else { throw reader.damage("has no names") }
        return try file.part(at: data, count: size, of: what)
    }

    private mutating func visit(_ address: Int, _ what: String) throws {
        guard visited.insert(address).inserted else { throw HoldfastError(.format, "the file is damaged: \(what) leads in a circle") }
    }
}
