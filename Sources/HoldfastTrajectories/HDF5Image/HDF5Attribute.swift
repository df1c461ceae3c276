// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One attribute: a short scalar.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", IV.A.2.m.
struct HDF5Attribute: Sendable {
    let name: String
    /// The number, where it is one of type `int64`.
    let integer: Int?
    /// The text, where it is one of a fixed length and UTF-8.
    let text: String?

    init(_ message: ArraySlice<UInt8>) throws {
        var reader = FormatReader(message, of: "an attribute")
        let version = try reader.number(1)
        guard (1...3).contains(version) else { throw reader.damage("is in an unknown version of the format") }
        let flags = try reader.number(1)
        guard version == 1 || flags == 0 else { throw reader.damage("shares its description with another object, which no shard does") }
        let lengths = try (name: reader.number(2), type: reader.number(2), space: reader.number(2))
        if version == 3 { try reader.skip(1) }
        func padded(_ length: Int) -> Int { version == 1 ? (length + 7) / 8 * 8 : length }
        var nameReader = FormatReader(try reader.bytes(padded(lengths.name)), of: "the name of an attribute")
        name = try nameReader.name()
        let type = try HDF5Datatype(try reader.bytes(padded(lengths.type)).prefix(lengths.type), of: "the attribute \(name)")
        let count = try HDF5Extent(try reader.bytes(padded(lengths.space)).prefix(lengths.space), of: "the attribute \(name)").count
        switch type {
        case .number(Int.datatype) where count == 1:
            integer = try reader.bytes(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            text = nil
        case .text(let length) where count == 1 && length <= HDF5File.longestAttribute:
            integer = nil
            text = String(validating: try reader.bytes(length).prefix { $0 != 0 }, as: UTF8.self)
        default:
            integer = nil
            text = nil
        }
    }
}

/// The shape of a dataset or an attribute.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", IV.A.2.b.
struct HDF5Extent {
    /// The lengths of all dimensions; none for a single value.
    let dimensions: [Int]

    /// The number of elements, or nil where it is larger than any memory.
    var count: Int? {
        dimensions.reduce(1 as Int?) { count, dimension in
            guard let (product, overflow) = count?.multipliedReportingOverflow(by: dimension), !overflow else { return nil }
            return product
        }
    }

    init(_ message: ArraySlice<UInt8>, of what: String) throws {
        var reader = FormatReader(message, of: "the shape of \(what)")
        let version = try reader.number(1)
        guard (1...2).contains(version) else { throw reader.damage("is in an unknown version of the format") }
        let rank = try reader.number(1)
        try reader.skip(version == 1 ? 6 : 2)
        dimensions = try (0..<rank).map { _ in try reader.length() }
    }
}
