// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Reads one message of proto3's wire format, field by field.
///
/// Every byte string is safe to read: what is malformed throws a `HoldfastError` with code `format` that names the byte and the field.
public struct ProtobufReader: Sendable {
    /// How a field's value is laid out.
    public enum WireType: UInt8, Sendable {
        /// Seven bits a byte, lowest first.
        case varint = 0
        /// Eight bytes, lowest first.
        case fixed64 = 1
        /// A length and as many bytes.
        case delimited = 2
        /// The beginning of a group, a form that is only skipped.
        case groupStart = 3
        /// The end of a group.
        case groupEnd = 4
        /// Four bytes, lowest first.
        case fixed32 = 5
    }

    /// What stands before a value.
    public struct Field: Sendable, Hashable {
        /// Counts from 1.
        public let number: Int
        /// How the value is laid out.
        public let type: WireType
        /// Where the field begins, in bytes from the start of the whole body.
        public let offset: Int
    }

    /// The longest body that is read, in bytes: 256 MiB.
    public static let longestBody = 1 << 28
    /// How deep messages and groups may lie within each other.
    public static let deepest = 32

    private let bytes: [UInt8]
    private let end: Int
    private let trail: [StaticString]
    private var position: Int

    /// A reader of a whole body.
    ///
    /// - Parameter name: what the body is called in errors.
    /// - Throws: a `HoldfastError` where the body is longer than `longest` bytes.
    public init(_ bytes: [UInt8], name: StaticString, longest: Int = longestBody) throws {
        self.bytes = bytes
        end = bytes.count
        trail = [name]
        position = 0
        if bytes.count > longest { throw problem("the body has \(bytes.count) bytes, and \(longest) is the limit", at: 0) }
    }

    private init(within outer: ProtobufReader, _ range: Range<Int>, name: StaticString) {
        bytes = outer.bytes
        position = range.lowerBound
        end = range.upperBound
        trail = outer.trail + [name]
    }

    /// An error at a place of the body, in bytes from its start.
    public func problem(_ text: String, at offset: Int) -> HoldfastError {
        HoldfastError(.format, "protobuf \(trail.map { "\($0)" }.joined(separator: ".")), byte \(offset): \(text)")
    }

    /// The next field's number and wire type, or nil at the end of the message. Its value has to be read or skipped next.
    ///
    /// - Throws: a `HoldfastError` where no field can begin so.
    public mutating func next() throws -> Field? {
        guard position < end else { return nil }
        let offset = position
        let key = try rawVarint()
        guard let type = WireType(rawValue: UInt8(key & 7)) else {
            throw problem("wire type \(key & 7) does not exist", at: offset)
        }
        guard key >> 3 >= 1, key >> 3 < 1 << 29 else { throw problem("field number \(key >> 3) is outside 1 to \((1 << 29) - 1)", at: offset) }
        return Field(number: Int(key >> 3), type: type, offset: offset)
    }

    /// A varint as it stands.
    public mutating func varint(_ field: Field) throws -> UInt64 {
        try expect(.varint, field)
        return try rawVarint()
    }

    /// An `int64`.
    public mutating func integer(_ field: Field) throws -> Int { Int(Int64(bitPattern: try varint(field))) }

    /// An `int32`.
    ///
    /// - Throws: a `HoldfastError` also where the number has more than 32 bits.
    public mutating func integer32(_ field: Field) throws -> Int {
        let value = try integer(field)
        guard Int32(exactly: value) != nil else { throw problem("field \(field.number) is \(value), which has more than 32 bits", at: field.offset) }
        return value
    }

    /// A `bool`.
    public mutating func boolean(_ field: Field) throws -> Bool { try varint(field) != 0 }

    /// A `double`.
    public mutating func double(_ field: Field) throws -> Double {
        try expect(.fixed64, field)
        return Double(bitPattern: try raw(8, field))
    }

    /// A `float`.
    public mutating func float(_ field: Field) throws -> Float {
        try expect(.fixed32, field)
        return Float(bitPattern: UInt32(truncatingIfNeeded: try raw(4, field)))
    }

    /// A `bytes` field's content.
    public mutating func bytes(_ field: Field) throws -> ArraySlice<UInt8> { bytes[try span(field)] }

    /// A `string`.
    ///
    /// - Throws: a `HoldfastError` also where the bytes are not UTF-8.
    public mutating func string(_ field: Field) throws -> String {
        guard let text = String(validating: try bytes(field), as: UTF8.self) else {
            throw problem("the text of field \(field.number) is not UTF-8", at: field.offset)
        }
        return text
    }

    /// A reader of the message inside a field, called `name` in errors.
    public mutating func message(_ field: Field, _ name: StaticString) throws -> ProtobufReader {
        guard trail.count < Self.deepest else { throw problem("messages lie more than \(Self.deepest) deep", at: field.offset) }
        return ProtobufReader(within: self, try span(field), name: name)
    }

    /// Adds a repeated `int64`, packed or not, to `values`.
    public mutating func integers(_ field: Field, into values: inout [Int]) throws {
        guard field.type == .delimited else { return values.append(try integer(field)) }
        var packed = ProtobufReader(within: self, try span(field), name: "packed")
        while packed.position < packed.end { values.append(Int(Int64(bitPattern: try packed.rawVarint()))) }
    }

    /// Passes over a field that is not known.
    public mutating func skip(_ field: Field) throws { try skip(field, depth: trail.count) }

    private mutating func skip(_ field: Field, depth: Int) throws {
        switch field.type {
        case .varint: _ = try rawVarint()
        case .fixed64: _ = try raw(8, field)
        case .fixed32: _ = try raw(4, field)
        case .delimited: _ = try span(field)
        case .groupEnd: throw problem("group \(field.number) ends without having begun", at: field.offset)
        case .groupStart:
            guard depth < Self.deepest else { throw problem("groups lie more than \(Self.deepest) deep", at: field.offset) }
            while true {
                guard let inner = try next() else { throw problem("group \(field.number) does not end", at: field.offset) }
                if inner.type != .groupEnd {
                    try skip(inner, depth: depth + 1)
                } else if inner.number == field.number {
                    return
                } else {
                    throw problem("group \(field.number) ends as group \(inner.number)", at: inner.offset)
                }
            }
        }
    }

    private func expect(_ type: WireType, _ field: Field) throws {
        guard field.type == type else { throw problem("field \(field.number) is \(field.type) where \(type) belongs", at: field.offset) }
    }

    private mutating func rawVarint() throws -> UInt64 {
        let start = position
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard position < end else { throw problem("a varint is cut off", at: start) }
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        throw problem("a varint has more than 64 bits", at: start)
    }

    private mutating func raw(_ count: Int, _ field: Field) throws -> UInt64 {
        guard end - position >= count else {
            throw problem("field \(field.number) needs \(count) bytes, and \(end - position) are left", at: field.offset)
        }
        let value = bytes[position..<position + count].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        position += count
        return value
    }

    private mutating func span(_ field: Field) throws -> Range<Int> {
        try expect(.delimited, field)
        let length = try rawVarint()
        guard length <= UInt64(end - position) else {
            throw problem("field \(field.number) says \(length) bytes, and \(end - position) are left", at: field.offset)
        }
        defer { position += Int(length) }
        return position..<position + Int(length)
    }
}
