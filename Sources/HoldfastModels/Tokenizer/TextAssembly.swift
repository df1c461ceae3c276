// SPDX-License-Identifier: Apache-2.0

/// Puts text together from the bytes of tokens, and never splits a scalar.
struct TextAssembly: Sendable {
    private let steps: TokenDecoding.Marked?
    /// Whether fallback bytes are held until their run ends, so that one malformed byte makes them all U+FFFD, as in the package.
    private let holdsRuns: Bool
    private var pending: [UInt8] = []
    /// Whether the run of fallback bytes has one that is no UTF-8.
    private var isMalformed = false
    private var toStrip: Int

    init(_ decoding: TokenDecoding, holdsRuns: Bool) {
        if case .marked(let steps) = decoding { self.steps = steps } else { self.steps = nil }
        self.holdsRuns = holdsRuns
        toStrip = steps?.stripCount ?? 0
    }

    /// Adds what a token spells.
    /// - Returns: the text that is certain now.
    mutating func append(_ piece: TokenDecoding.Piece) -> String {
        guard steps != nil else { return appendBytes(piece.bytes) }
        guard piece.isFallbackByte else { return stripping(endOfRun() + String(decoding: piece.bytes, as: UTF8.self)) }
        pending += piece.bytes
        if holdsRuns { return "" }
        if !isMalformed {
            if let text = String(validating: pending, as: UTF8.self) {
                pending = []
                return stripping(text)
            }
            isMalformed = UTF8Validity.incompleteTail(of: pending[...]) < pending.count
        }
        guard isMalformed else { return "" }
        defer { pending = [] }
        return stripping(Self.replacements(pending.count))
    }

    /// Ends the text.
    /// - Returns: what was held back, with U+FFFD for what is no UTF-8.
    mutating func finish() -> String {
        guard steps == nil else { return stripping(endOfRun()) }
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    private mutating func appendBytes(_ bytes: [UInt8]) -> String {
        pending += bytes
        let kept = UTF8Validity.incompleteTail(of: pending[...])
        defer { pending.removeFirst(pending.count - kept) }
        return String(decoding: pending.dropLast(kept), as: UTF8.self)
    }

    private mutating func endOfRun() -> String {
        defer {
            pending = []
            isMalformed = false
        }
        return String(validating: pending, as: UTF8.self) ?? Self.replacements(pending.count)
    }

    private static func replacements(_ count: Int) -> String { String(repeating: "\u{FFFD}", count: count) }

    private mutating func stripping(_ text: String) -> String {
        guard toStrip > 0, let stripped = steps?.stripped, !text.isEmpty else { return text }
        var rest = Substring(text).utf8
        while toStrip > 0, rest.starts(with: stripped) {
            rest = rest.dropFirst(stripped.count)
            toStrip -= 1
        }
        if !rest.isEmpty { toStrip = 0 }
        return String(decoding: rest, as: UTF8.self)
    }
}

enum UTF8Validity {
    /// How many bytes at the end could be the start of a scalar: 0 to 3.
    static func incompleteTail(of bytes: ArraySlice<UInt8>) -> Int {
        for count in 1...3 where count <= bytes.count {
            let tail = bytes.suffix(count)
            guard let lead = tail.first, lead & 0xC0 != 0x80 else { continue }
            let length =
                switch lead {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            guard count < length else { return 0 }
            // The second byte of these leads has a narrower range: no long forms, surrogates or scalars above U+10FFFF.
            guard count > 1, let second = tail.dropFirst().first else { return count }
            let allowed: ClosedRange<UInt8> =
                switch lead {
                case 0xE0: 0xA0...0xBF
                case 0xED: 0x80...0x9F
                case 0xF0: 0x90...0xBF
                case 0xF4: 0x80...0x8F
                default: 0x80...0xBF
                }
            return allowed.contains(second) ? count : 0
        }
        return 0
    }
}

extension UTF8Validity {
    /// Calls `body` with the ranges of valid UTF-8 and of bytes that are none, in order.
    static func split(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, _ isValid: Bool) -> Void) {
        var start = 0
        var place = 0
        var iterator = Unicode.UTF8.ForwardParser()
        var source = bytes.makeIterator()
        while true {
            switch iterator.parseScalar(from: &source) {
            case .valid(let scalar): place += scalar.count
            case .error(let length):
                if start < place { body(start..<place, true) }
                body(place..<(place + length), false)
                place += length
                start = place
            case .emptyInput:
                if start < place { body(start..<place, true) }
                return
            }
        }
    }
}
