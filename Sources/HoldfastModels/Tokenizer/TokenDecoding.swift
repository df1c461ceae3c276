// SPDX-License-Identifier: Apache-2.0

/// How the spellings of tokens become text: the `decoder` of a `tokenizer.json`.
enum TokenDecoding: Sendable, Hashable {
    /// Spellings stand for bytes; those outside the alphabet for themselves.
    case byteLevel
    /// Spellings are text with marks for spaces.
    case marked(Marked)

    /// The steps `Replace` or `Metaspace`, `ByteFallback`, `Fuse` and `Strip`, each of which may be absent.
    struct Marked: Sendable, Hashable {
        /// What is replaced in every token, and by what; the mark and a space.
        var mark: [UInt8] = []
        var space: [UInt8] = []
        /// Whether `<0x00>` to `<0xFF>` are bytes.
        var fallsBack = false
        /// Whether the marks of the first token are dropped (`Metaspace`).
        var dropsFirstMarks = false
        /// How many of `stripped` are taken from the start of the text.
        var stripCount = 0
        var stripped: [UInt8] = []
    }

    /// What a token adds to a text.
    struct Piece: Sendable, Hashable {
        var bytes: [UInt8]
        /// Whether it is one byte of a scalar that was spelled by fallback.
        var isFallbackByte = false
    }

    func piece(of spelling: [UInt8]) -> Piece {
        switch self {
        case .byteLevel: return Piece(bytes: ByteAlphabet.bytes(of: String(decoding: spelling, as: UTF8.self)) ?? spelling)
        case .marked(let steps):
            if steps.fallsBack, let byte = Self.fallbackByte(spelling) { return Piece(bytes: [byte], isFallbackByte: true) }
            guard !steps.mark.isEmpty else { return Piece(bytes: spelling) }
            return Piece(bytes: spelling.withUnsafeBufferPointer { $0.replacing(steps.mark, with: steps.space) })
        }
    }

    /// The same for the first token of a text.
    func firstPiece(of spelling: [UInt8]) -> Piece {
        guard case .marked(var steps) = self, steps.dropsFirstMarks else { return piece(of: spelling) }
        steps.space = []
        return Self.marked(steps).piece(of: spelling)
    }

    /// The byte that `<0xNN>` spells.
    static func fallbackByte(_ spelling: [UInt8]) -> UInt8? {
        guard spelling.count == 6, spelling.starts(with: "<0x".utf8), spelling[5] == UInt8(ascii: ">") else { return nil }
        return UInt8(String(decoding: spelling[3..<5], as: UTF8.self), radix: 16)
    }
}
