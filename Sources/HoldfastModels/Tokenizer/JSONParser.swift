// SPDX-License-Identifier: Apache-2.0

/// Reads a JSON document (RFC 8259) into a tree.
package struct JSONParser {
    /// Where a document stops being JSON.
    package struct Failure: Error, CustomStringConvertible {
        package var offset: Int
        package var expected: String
        package var description: String { "expected \(expected) at byte \(offset)" }
    }

    /// Deeper nesting than any file has would overflow the stack.
    private static let deepest = 64
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// - Throws: `Failure` where the bytes are no JSON document, or more than one.
    package static func parse(_ bytes: [UInt8]) throws -> JSONTree {
        var parser = JSONParser(bytes: bytes)
        let tree = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure("the end") }
        return tree
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ expected: String) -> Failure { Failure(offset: position, expected: expected) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws -> JSONTree {
        skipSpace()
        switch next.map(Unicode.Scalar.init) {
        case "\"": return .string(try string())
        case "{": return .object(try list(until: "}") { try $0.member() })
        case "[": return .array(try list(until: "]") { try $0.value() })
        case "t": return try word("true", .bool(true))
        case "f": return try word("false", .bool(false))
        case "n": return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func list<Element>(until end: Unicode.Scalar, _ element: (inout JSONParser) throws -> Element) throws -> [Element] {
        position += 1
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw failure("less nesting") }
        var elements: [Element] = []
        if take(end) { return elements }
        repeat { elements.append(try element(&self)) } while take(",")
        guard take(end) else { throw failure("a comma or \(end)") }
        return elements
    }

    private mutating func member() throws -> (key: [UInt8], value: JSONTree) {
        skipSpace()
        guard next == UInt8(ascii: "\"") else { throw failure("a key") }
        let key = try string()
        guard take(":") else { throw failure("a colon") }
        return (key, try value())
    }

    private mutating func word(_ spelling: StaticString, _ tree: JSONTree) throws -> JSONTree {
        let end = position + spelling.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[position..<end].elementsEqual(UnsafeBufferPointer(start: spelling.utf8Start, count: spelling.utf8CodeUnitCount))
        else { throw failure("\(spelling)") }
        position = end
        return tree
    }

    private mutating func number() throws -> Double {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { position += 1 }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
            position = start
            throw failure("a value")
        }
        return number
    }

    private mutating func string() throws -> [UInt8] {
        position += 1
        var result: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return result
            case UInt8(ascii: "\\"): result += UTF8.encode(try escaped()) ?? UTF8.encodedReplacementCharacter
            case 0..<0x20: throw failure("no control character in a string")
            default: result.append(byte)
            }
        }
        throw failure("the end of a string")
    }

    private mutating func escaped() throws -> Unicode.Scalar {
        guard let byte = next else { throw failure("an escape") }
        position += 1
        switch Unicode.Scalar(byte) {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "\"", "\\", "/": return Unicode.Scalar(byte)
        case "u": break
        default: throw failure("an escape")
        }
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard bytes[position...].starts(with: "\\u".utf8) else { throw failure("the second half of a surrogate pair") }
        position += 2
        let second = try hexadecimal()
        guard first < 0xDC00, (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits") }
        position += 4
        return value
    }
}
