// SPDX-License-Identifier: Apache-2.0

/// One record of an event file, hand-encoded: the few protocol-buffer fields that scalars need.
///
/// Source: TensorFlow's `event.proto` (Event: wall_time = 1, step = 2, file_version = 3, summary = 5) and `summary.proto`
/// (Summary: value = 1; Value: tag = 1, simple_value = 2).
enum TensorBoardEvent {
    /// The first record of every file.
    static func version(time: Double) -> [UInt8] {
        double(1, time) + text(3, "brain.Event:2")
    }

    static func scalars(_ values: [(name: String, value: Double)], step: Int, time: Double) -> [UInt8] {
        let summary = values.flatMap { message(1, text(1, $0.name) + float(2, Float($0.value))) }
        return double(1, time) + tag(2, wire: 0) + varint(UInt64(bitPattern: Int64(step))) + message(5, summary)
    }

    /// Length, checksum of the length, data, checksum of the data.
    static func record(_ data: [UInt8]) -> [UInt8] {
        let length = little(UInt64(data.count))
        return length + little(CRC32C.masked(length)) + data + little(CRC32C.masked(data))
    }

    /// The step of an event's data, 0 where it has none, and the tag of its first scalar.
    static func contents(of data: ArraySlice<UInt8>) -> (step: Int, tag: String?) {
        let step = number(2, in: data).map { Int(truncatingIfNeeded: $0) } ?? 0
        let scalar = bytes(5, in: data).flatMap { bytes(1, in: $0) }
        return (step, scalar.flatMap { bytes(1, in: $0) }.map { String(decoding: $0, as: UTF8.self) })
    }

    private enum Field { case number(UInt64), bytes(ArraySlice<UInt8>) }

    private static func number(_ field: UInt64, in data: ArraySlice<UInt8>) -> UInt64? {
        if case .number(let value) = first(field, in: data) { value } else { nil }
    }

    private static func bytes(_ field: UInt64, in data: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if case .bytes(let value) = first(field, in: data) { value } else { nil }
    }

    /// The first field of a number in a message.
    private static func first(_ field: UInt64, in data: ArraySlice<UInt8>) -> Field? {
        var rest = data
        while let key = rest.popVarint() {
            let value: Field
            switch key & 7 {
            case 0: value = .number(rest.popVarint() ?? 0)
            case 2:
                let length = Int(clamping: rest.popVarint() ?? 0)
                value = .bytes(rest.prefix(length))
                rest = rest.dropFirst(length)
            case 1, 5:
                value = .bytes(rest.prefix(key & 7 == 1 ? 8 : 4))
                rest = rest.dropFirst(key & 7 == 1 ? 8 : 4)
            default: return nil
            }
            if key >> 3 == field { return value }
        }
        return nil
    }

    /// Cuts a file into its whole records; what follows the last whole record is a write that was cut off.
    static func records(in bytes: [UInt8]) -> [(record: ArraySlice<UInt8>, data: ArraySlice<UInt8>)] {
        var result: [(ArraySlice<UInt8>, ArraySlice<UInt8>)] = []
        var start = 0
        while start + 12 <= bytes.count {
            let length = bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard length <= UInt64(bytes.count - start - 12), start + 16 + Int(length) <= bytes.count else { break }
            let end = start + 16 + Int(length)
            let data = bytes[start + 12..<end - 4]
            guard Array(bytes[end - 4..<end]) == little(CRC32C.masked(data)) else { break }
            result.append((bytes[start..<end], data))
            start = end
        }
        return result
    }

    private static func tag(_ field: UInt64, wire: UInt64) -> [UInt8] { varint(field << 3 | wire) }
    private static func message(_ field: UInt64, _ bytes: [UInt8]) -> [UInt8] { tag(field, wire: 2) + varint(UInt64(bytes.count)) + bytes }
    private static func text(_ field: UInt64, _ value: String) -> [UInt8] { message(field, Array(value.utf8)) }
    private static func double(_ field: UInt64, _ value: Double) -> [UInt8] { tag(field, wire: 1) + little(value.bitPattern) }
    private static func float(_ field: UInt64, _ value: Float) -> [UInt8] { tag(field, wire: 5) + little(value.bitPattern) }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func popVarint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = popFirst(), shift < 64 {
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
