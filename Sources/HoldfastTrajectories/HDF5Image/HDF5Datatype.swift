// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What the elements of a dataset or an attribute are.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", IV.A.2.d.
enum HDF5Datatype {
    /// A number, by the bytes that describe it.
    case number(description: [UInt8])
    /// A text of a fixed length in bytes.
    case text(length: Int)
    /// Names of numbers of one byte.
    case names([Int8: String])
    /// Something that no shard holds.
    case other

    init(_ message: ArraySlice<UInt8>, of what: String) throws {
        var reader = FormatReader(message, of: what)
        self = try Self.read(&reader)
    }

    private static func read(_ reader: inout FormatReader) throws -> HDF5Datatype {
        let head = try reader.bytes(8)
        let (version, kind) = (head[head.startIndex] >> 4, head[head.startIndex] & 0xF)
        var fields = FormatReader(head.dropFirst(), of: "a datatype")
        let flags = try fields.number(1)
        let more = try fields.number(1)
        try fields.skip(1)
        let size = try fields.number(4)
        switch kind {
        case 0: return .number(description: Array(head) + (try reader.bytes(4)))
        case 1: return .number(description: Array(head) + (try reader.bytes(12)))
        case 3: return .text(length: size)
        case 8:
            guard case .number(let base) = try read(&reader), base == Int8.datatype, size == 1 else { return .other }
            let count = flags | more << 8
            // As many as a byte has values; a later name of one number would hide an earlier.
            guard count <= 256 else { throw reader.damage("names more values than there are") }
            let names = try (0..<count).map { _ in try reader.name(padding: version < 3 ? 8 : 1) }
            let values = try reader.bytes(count).map { Int8(bitPattern: $0) }
            return .names(try Dictionary(zip(values, names)) { first, second in throw reader.damage("names one value \(first) and \(second)") })
        default: return .other
        }
    }
}
