// SPDX-License-Identifier: Apache-2.0

/// Learns merges one by one: always the most frequent pair, ties to the pair whose bytes come first.
///
/// Source: Sennrich et al. 2016, algorithm 1. Counts are kept up to date by visiting only the words that hold the merged pair.
struct BytePairTrainer {
    /// A distinct word and how often it occurs.
    struct Word {
        var symbols: [Int32]
        var count: Int
    }

    private struct Candidate: Comparable {
        var count: Int
        var pair: TokenPair
        var left: [UInt8]
        var right: [UInt8]

        static func < (a: Candidate, b: Candidate) -> Bool {
            if a.count != b.count { return a.count > b.count }
            if a.left != b.left { return a.left.lexicographicallyPrecedes(b.left) }
            return a.right.lexicographicallyPrecedes(b.right)
        }
    }

    /// Bytes of each token, learned ones last.
    private(set) var tokens: [[UInt8]]
    private var words: [Word]
    private var counts: [TokenPair: Int] = [:]
    /// Words that hold or once held a pair.
    private var places: [TokenPair: Set<Int32>] = [:]
    private var queue = PriorityQueue<Candidate>()
    private var ids: [[UInt8]: Int32] = [:]
    /// Spellings of special tokens, which no merge may make.
    private let reserved: Set<[UInt8]>

    init(words: [Word], tokens: [[UInt8]], reserved: Set<[UInt8]>) {
        self.words = words
        self.tokens = tokens
        self.reserved = reserved
        for (index, word) in words.enumerated() {
            for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
                let pair = TokenPair(left: left, right: right)
                counts[pair, default: 0] += word.count
                places[pair, default: []].insert(Int32(index))
            }
        }
        for pair in counts.keys { push(pair) }
    }

    /// Learns the next merge, or returns nil when no pair occurs twice.
    mutating func learn() -> (pair: TokenPair, token: Int32)? {
        while let best = queue.pop() {
            let count = counts[best.pair, default: 0]
            guard count > 1 else { continue }
            // The count fell since the candidate was queued: it competes again with the true one.
            guard count == best.count else {
                push(best.pair)
                continue
            }
            let bytes = best.left + best.right
            guard !reserved.contains(bytes) else {
                counts[best.pair] = nil
                continue
            }
            let token = token(of: bytes)
            merge(best.pair, into: token)
            return (best.pair, token)
        }
        return nil
    }

    /// Two pairs can spell the same bytes, such as `ab c` and `a bc`; they make one token.
    private mutating func token(of bytes: [UInt8]) -> Int32 {
        if let known = ids[bytes] { return known }
        let token = Int32(tokens.count)
        tokens.append(bytes)
        ids[bytes] = token
        return token
    }

    private mutating func merge(_ pair: TokenPair, into token: Int32) {
        var grown: Set<TokenPair> = []
        for index in places.removeValue(forKey: pair) ?? [] {
            let word = words[Int(index)]
            let merged = Self.replace(pair, by: token, in: word.symbols)
            guard merged.count < word.symbols.count else { continue }
            for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
                counts[TokenPair(left: left, right: right), default: 0] -= word.count
            }
            for (left, right) in zip(merged, merged.dropFirst()) {
                let new = TokenPair(left: left, right: right)
                counts[new, default: 0] += word.count
                if left == token || right == token {
                    places[new, default: []].insert(index)
                    grown.insert(new)
                }
            }
            words[Int(index)].symbols = merged
        }
        counts[pair] = nil
        for new in grown { push(new) }
    }

    private mutating func push(_ pair: TokenPair) {
        guard let count = counts[pair], count > 1 else { return }
        queue.push(Candidate(count: count, pair: pair, left: tokens[Int(pair.left)], right: tokens[Int(pair.right)]))
    }

    private static func replace(_ pair: TokenPair, by token: Int32, in symbols: [Int32]) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(symbols.count)
        var index = 0
        while index < symbols.count {
            if index + 1 < symbols.count, symbols[index] == pair.left, symbols[index + 1] == pair.right {
                result.append(token)
                index += 2
            } else {
                result.append(symbols[index])
                index += 1
            }
        }
        return result
    }
}
