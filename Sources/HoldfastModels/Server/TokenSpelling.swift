// SPDX-License-Identifier: Apache-2.0

/// The bytes that each token adds to a text, for servers that know tokens alone and have to know where a text stands.
public struct TokenSpelling: Sendable, Hashable {
    private let bytes: [UInt8]
    /// Token `id` is `bytes[starts[id]..<starts[id + 1]]`.
    private let starts: [Int]

    /// - Parameter pieces: the bytes of each id, from 0 on; none for a special token.
    public init(pieces: some Sequence<[UInt8]>) {
        var bytes: [UInt8] = []
        var starts = [0]
        for piece in pieces {
            bytes += piece
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// The spelling of a tokenizer's whole vocabulary. Make it once: it goes through all of it.
    public init(_ tokenizer: any Tokenizer) {
        self.init(pieces: (0..<tokenizer.vocabularySize).lazy.map { tokenizer.bytes(of: Int32($0)) })
    }

    /// The bytes of a token; none for an id outside the vocabulary.
    public subscript(_ id: Int32) -> ArraySlice<UInt8> {
        guard id >= 0, Int(id) + 1 < starts.count else { return [] }
        return bytes[starts[Int(id)]..<starts[Int(id) + 1]]
    }

    /// The first `count` bytes of what tokens spell, as text; bytes that are no UTF-8 become U+FFFD.
    public func text(of tokens: [Int32], bytes count: Int = .max) -> String {
        String(decoding: tokens.lazy.flatMap { self[$0] }.prefix(count), as: UTF8.self)
    }

    /// Sizes alone: a vocabulary is long, and two of them seldom differ.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(starts.count)
        hasher.combine(bytes.count)
    }
}
