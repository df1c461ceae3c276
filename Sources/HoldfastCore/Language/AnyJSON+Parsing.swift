// SPDX-License-Identifier: Apache-2.0

extension AnyJSON {
    /// Reads JSON as Python's `json` module writes it: `NaN` and `Infinity` are numbers, and half of a pair of surrogates, which no text can
    /// hold, becomes U+FFFD. Of a key that stands twice in an object the last value counts, as in Python.
    /// - Throws: `.format` with line and column, and what was expected there.
    public init(parsing bytes: [UInt8]) throws {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }
}

private struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private static let deepest = 500

    init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func document() throws -> AnyJSON {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("the end of the text") }
        return value
    }

    private mutating func value() throws -> AnyJSON {
        skipSpace()
        guard position < bytes.count else { throw failure("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
        case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> AnyJSON) throws -> AnyJSON {
        guard depth < Self.deepest else { throw failure("at most \(Self.deepest) levels of lists and objects") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func array() throws -> AnyJSON {
        var items: [AnyJSON] = []
        if takes(UInt8(ascii: "]")) { return .array(items) }
        while true {
            items.append(try value())
            if takes(UInt8(ascii: "]")) { return .array(items) }
            guard takes(UInt8(ascii: ",")) else { throw failure("`,` or `]`") }
        }
    }

    private mutating func object() throws -> AnyJSON {
        var members: [String: AnyJSON] = [:]
        if takes(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw failure("a key in quotes") }
            let key = try string()
            guard takes(UInt8(ascii: ":")) else { throw failure("`:`") }
            members[key] = try value()
            if takes(UInt8(ascii: "}")) { return .object(members) }
            guard takes(UInt8(ascii: ",")) else { throw failure("`,` or `}`") }
        }
    }

    private mutating func string() throws -> String {
        position += 1
        var text: [UInt8] = []
        var start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                text += bytes[start..<position]
                position += 1
                return String(decoding: text, as: UTF8.self)
            }
            position += 1
            guard byte == UInt8(ascii: "\\") else { continue }
            text += bytes[start..<position - 1]
            text += String(try escaped()).utf8
            start = position
        }
        throw failure("`\"`, which ends a text")
    }

    private mutating func escaped() throws -> Character {
        guard position < bytes.count else { throw failure("an escape") }
        position += 1
        switch bytes[position - 1] {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return Character(try unicode())
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(bytes[position - 1]))
        default:
            position -= 1
            throw failure("one of \" \\ / b f n r t u behind a backslash")
        }
    }

    private mutating func unicode() throws -> Unicode.Scalar {
        let high = try unit()
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
        let saved = position
        if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") {
            position += 2
            let low = try unit()
            if (0xDC00..<0xE000).contains(low) { return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}" }
            position = saved
        }
        return "\u{FFFD}"
    }

    private mutating func unit() throws -> UInt32 {
        guard position + 4 <= bytes.count, bytes[position..<position + 4].allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits") }
        position += 4
        return value
    }

    private mutating func number() throws -> AnyJSON {
        if bytes[position...].starts(with: "-Infinity".utf8) { return try word("-Infinity", .number(-.infinity)) }
        let end = bytes[position...].firstIndex { !"+-.eE0123456789".utf8.contains($0) } ?? bytes.count
        let text = String(decoding: bytes[position..<end], as: UTF8.self)
        let value = Int64(text).map(AnyJSON.integer) ?? Double(text).map(AnyJSON.number)
        guard let value else { throw failure("a value") }
        position = end
        return value
    }

    private mutating func word(_ word: String, _ value: AnyJSON) throws -> AnyJSON {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private func failure(_ expected: String) -> HoldfastError {
        let before = bytes[..<position]
        let line = before.count { $0 == 0x0A } + 1
        let column = position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return HoldfastError(.format, "line \(line), column \(column): expected \(expected)")
    }
}
