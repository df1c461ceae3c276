// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The messages that describe one object of a file: a group, or a dataset.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", IV.A.1.a, version 1 of object headers.
struct ObjectHeader {
    /// The kinds of messages that mean something to us.
    enum Kind: Int {
        case dataspace = 0x01, linkInformation = 0x02, datatype = 0x03, link = 0x06, externalFiles = 0x07, layout = 0x08, filters = 0x0B
        case attribute = 0x0C, continuation = 0x10, symbolTable = 0x11, attributeInformation = 0x15
    }

    private let messages: [(kind: Kind, body: ArraySlice<UInt8>)]

    /// - Parameters:
    ///   - room: how many bytes the headers of this and all further objects may have together.
    ///   - what: what errors call the object.
    init(at address: Int, in file: [UInt8], room: inout Int, of what: String) throws {
        var reader = FormatReader(try file.part(at: address, count: 16, of: what), of: what)
        guard try reader.number(1) == 1 else { throw reader.damage("is in a version of the format that this Holdfast does not read") }
        try reader.skip(1)
        let total = try reader.number(2)
        try reader.skip(4)
        var blocks = [(address: address + 16, length: try reader.number(4))]
        var found: [(Kind, ArraySlice<UInt8>)] = []
        var seen = 0
        while let block = blocks.popLast() {
            // Headers do not overlap: together they are no longer than the file, and no chain of blocks is without an end.
            room -= max(8, block.length)
            guard room >= 0 else { throw reader.damage("is longer than the file") }
            var reader = FormatReader(try file.part(at: block.address, count: block.length, of: what), of: what)
            while seen < total, reader.count >= 8 {
                seen += 1
                let kind = Kind(rawValue: try reader.number(2))
                let size = try reader.number(2)
                let flags = try reader.number(1)
                try reader.skip(3)
                let body = try reader.bytes(size)
                guard let kind else { continue }
                guard flags & 2 == 0 else { throw reader.damage("shares its description with another object, which no shard does") }
                guard kind == .continuation else {
                    found.append((kind, body))
                    continue
                }
                var target = FormatReader(body, of: what)
                guard let address = try target.address() else { throw target.damage("goes on nowhere") }
                blocks.append((address, try target.length()))
            }
        }
        messages = found
    }

    func first(_ kind: Kind) -> ArraySlice<UInt8>? { messages.first { $0.kind == kind }?.body }

    func all(_ kind: Kind) -> [ArraySlice<UInt8>] { messages.filter { $0.kind == kind }.map(\.body) }
}
