// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A value with a form in proto3's wire format.
public protocol ProtobufMessage {
    /// What the message is called in errors.
    static var protobufName: StaticString { get }
    /// Reads all of a message, passing over fields it does not know; of a single field that comes twice, the last counts.
    init(from reader: inout ProtobufReader) throws
    /// Writes the fields in the order of their numbers.
    func write(to writer: inout ProtobufWriter) throws
}

extension ProtobufMessage {
    /// Reads a body.
    ///
    /// - Throws: a `HoldfastError` with code `format` that names the byte and the field.
    public init(protobuf body: some Sequence<UInt8>) throws {
        var reader = try ProtobufReader(Array(body), name: Self.protobufName)
        try self.init(from: &reader)
    }

    /// The body of this message.
    ///
    /// - Throws: a `HoldfastError` where a part has no form in the protocol.
    public func protobuf() throws -> [UInt8] {
        var writer = ProtobufWriter()
        try write(to: &writer)
        return writer.bytes
    }
}

extension ProtobufReader {
    /// Reads one entry of a map from strings; `read` takes the value out of field 2, which may be missing.
    mutating func entry<Value>(
        _ field: Field, _ name: StaticString, _ read: (inout ProtobufReader, Field) throws -> Value
    ) throws -> (key: String, value: Value?) {
        var inner = try message(field, name)
        var key = ""
        var value: Value?
        while let part = try inner.next() {
            switch part.number {
            case 1: key = try inner.string(part)
            case 2: value = try read(&inner, part)
            default: try inner.skip(part)
            }
        }
        return (key, value)
    }

    /// Numbers that lie one after another in a `bytes` field, lowest byte first.
    mutating func packed<Number: FixedWidthInteger>(_ field: Field, as type: Number.Type) throws -> [Number] {
        let content = try bytes(field)
        guard let numbers = [Number](littleEndian: content) else {
            throw problem("field \(field.number) has \(content.count) bytes, no multiple of \(Number.bitWidth / 8)", at: field.offset)
        }
        return numbers
    }
}

extension Array where Element: FixedWidthInteger {
    /// Nil where the bytes do not come out even.
    init?(littleEndian bytes: ArraySlice<UInt8>) {
        let width = Element.bitWidth / 8
        guard bytes.count.isMultiple(of: width) else { return nil }
        self = bytes.withUnsafeBytes { raw in
            (0..<raw.count / width).map { Element(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * width, as: Element.self)) }
        }
    }

    /// The elements' bytes, lowest first.
    var littleEndianBytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count * Element.bitWidth / 8)
        for element in self { Swift.withUnsafeBytes(of: element.littleEndian) { result.append(contentsOf: $0) } }
        return result
    }
}

extension [Float] {
    init?(littleEndian bytes: ArraySlice<UInt8>) {
        guard let patterns = [UInt32](littleEndian: bytes) else { return nil }
        self = patterns.map(Float.init(bitPattern:))
    }

    var littleEndianBytes: [UInt8] { map(\.bitPattern).littleEndianBytes }
}
