// SPDX-License-Identifier: Apache-2.0

/// Turns one word into tokens: its symbols, then the merges.
struct BytePairModel: Sendable {
    /// What a word is made of before anything is merged.
    enum Alphabet: Sendable {
        /// Bytes; the id of each, -1 where the vocabulary has none.
        case bytes([Int32])
        /// Unicode scalars; the id of each up to the highest that has one, -1 for those that have none.
        case scalars([Int32])
    }

    var alphabet: Alphabet
    var merges: MergeTable
    /// Tokens that a word is taken for whole, without merging (`ignore_merges`).
    var wholeWords: [[UInt8]: Int32] = [:]
    /// Ids of `<0x00>` to `<0xFF>`, by which a scalar that has no id is spelled; nil without byte fallback, -1 where one is missing.
    var fallback: [Int32]?
    /// Stands for what has no id; nil where such symbols are dropped.
    var unknown: Int32?
    /// Whether neighbouring unknown symbols become one token.
    var fusesUnknown = false

    /// Appends the tokens of a word, given as valid UTF-8.
    func append(tokensOf word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
        if !wholeWords.isEmpty, let whole = wholeWords[Array(word)] {
            ids.append(whole)
            return
        }
        var symbols = symbols(of: word)
        merges.apply(to: &symbols)
        ids += symbols
    }

    private func symbols(of word: UnsafeBufferPointer<UInt8>) -> [Int32] {
        var symbols: [Int32] = []
        symbols.reserveCapacity(word.count)
        // The package holds an unknown token back until the next known symbol, and a fallback byte is none; so do we.
        var held = false
        func add(_ id: Int32, _ bytes: UnsafeBufferPointer<UInt8>.SubSequence) {
            if id >= 0 {
                if held, let unknown { symbols.append(unknown) }
                held = false
                symbols.append(id)
            } else if let fallback, bytes.allSatisfy({ fallback[Int($0)] >= 0 }) {
                for byte in bytes { symbols.append(fallback[Int(byte)]) }
            } else if let unknown {
                if held, !fusesUnknown { symbols.append(unknown) }
                held = true
            }
        }
        switch alphabet {
        case .bytes(let tokens):
            for index in word.indices { add(tokens[Int(word[index])], word[index...index]) }
        case .scalars(let tokens):
            var place = 0
            for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
                let end = place + UTF8.width(scalar)
                add(scalar.value < tokens.count ? tokens[Int(scalar.value)] : -1, word[place..<end])
                place = end
            }
        }
        if held, let unknown { symbols.append(unknown) }
        return symbols
    }

    /// The token of a byte that is not part of valid UTF-8; nil where the vocabulary has none.
    func token(ofStrayByte byte: UInt8) -> Int32? {
        let id =
            switch alphabet {
            case .bytes(let tokens): tokens[Int(byte)]
            case .scalars: fallback?[Int(byte)] ?? -1
            }
        return id >= 0 ? id : unknown
    }
}
