// SPDX-License-Identifier: Apache-2.0

/// Writes one message of proto3's wire format. As proto3 wants it, single values that equal their default leave no byte.
public struct ProtobufWriter: Sendable {
    /// What is written so far.
    public private(set) var bytes: [UInt8] = []

    /// A writer of an empty message.
    public init() {}

    /// An `int32`, `int64`, `uint32` or enum; 0 is left out.
    public mutating func integer(_ number: Int, _ value: Int) {
        guard value != 0 else { return }
        key(number, .varint)
        varint(UInt64(bitPattern: Int64(value)))
    }

    /// A `bool`; false is left out.
    public mutating func boolean(_ number: Int, _ value: Bool) { integer(number, value ? 1 : 0) }

    /// A `double`, 0 too: it stands in maps and choices, where presence counts.
    public mutating func double(_ number: Int, _ value: Double) {
        key(number, .fixed64)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A `float`, 0 too.
    public mutating func float(_ number: Int, _ value: Float) {
        key(number, .fixed32)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A `string`; the empty one is left out.
    public mutating func string(_ number: Int, _ value: String) {
        if !value.isEmpty { present(number, value.utf8) }
    }

    /// A `bytes` field; an empty one is left out.
    public mutating func bytes(_ number: Int, _ value: some Collection<UInt8>) {
        if !value.isEmpty { present(number, value) }
    }

    /// A length and bytes, even where there are none.
    public mutating func present(_ number: Int, _ value: some Collection<UInt8>) {
        key(number, .delimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// A repeated `int64` in one packed field; an empty one is left out.
    public mutating func integers(_ number: Int, _ values: [Int]) {
        var packed = ProtobufWriter()
        for value in values { packed.varint(UInt64(bitPattern: Int64(value))) }
        bytes(number, packed.bytes)
    }

    /// A message within this one, even where it is empty.
    public mutating func message(_ number: Int, _ write: (inout ProtobufWriter) throws -> Void) rethrows {
        var inner = ProtobufWriter()
        try write(&inner)
        present(number, inner.bytes)
    }

    /// A map from strings, in the order of its keys, so that equal maps give equal bytes. `write` puts a value into field 2.
    public mutating func map<Value>(
        _ number: Int, _ entries: [String: Value], _ write: (Value, inout ProtobufWriter) throws -> Void
    ) rethrows {
        for (name, value) in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            try message(number) { entry in
                entry.present(1, name.utf8)
                try write(value, &entry)
            }
        }
    }

    private mutating func key(_ number: Int, _ type: ProtobufReader.WireType) { varint(UInt64(number) << 3 | UInt64(type.rawValue)) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
