// SPDX-License-Identifier: Apache-2.0

/// Two neighbouring tokens.
struct TokenPair: Hashable, Sendable {
    var left: Int32
    var right: Int32
}

/// The merges of a byte-level BPE tokenizer, and their application to a word.
///
/// Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016), section 3.2: always the
/// merge that was learned first, leftmost first. A heap over a linked list keeps long words at n log n.
struct MergeTable: Sendable {
    private struct Merge: Sendable {
        var rank: UInt32
        var token: Int32
    }
    private var merges: [TokenPair: Merge] = [:]
    /// The pairs in the order they were learned, each with the token it makes.
    private(set) var ordered: [(pair: TokenPair, token: Int32)] = []

    /// Adds the next merge; a pair that is already there keeps its earlier rank.
    mutating func append(_ pair: TokenPair, makes token: Int32) {
        if merges[pair] == nil { merges[pair] = Merge(rank: UInt32(ordered.count), token: token) }
        ordered.append((pair, token))
    }

    /// The tokens of a word, given one token per byte.
    func apply(to symbols: [Int32]) -> [Int32] {
        guard symbols.count > 1 else { return symbols }
        var symbols = symbols
        var next = Array(1...symbols.count)
        var previous = Array(-1..<(symbols.count - 1))
        // Rank in the upper half, position in the lower: one comparison orders by both.
        var queue = PriorityQueue<UInt64>(minimumCapacity: symbols.count)
        func merge(at left: Int) -> Merge? {
            let right = next[left]
            guard right < symbols.count else { return nil }
            return merges[TokenPair(left: symbols[left], right: symbols[right])]
        }
        func entry(_ merge: Merge, at position: Int) -> UInt64 { UInt64(merge.rank) << 32 | UInt64(position) }
        for position in 0..<(symbols.count - 1) {
            if let found = merge(at: position) { queue.push(entry(found, at: position)) }
        }
        while let first = queue.pop() {
            let position = Int(first & 0xFFFF_FFFF)
            // Merging its neighbours may have changed or removed what the entry spoke of.
            guard symbols[position] >= 0, let found = merge(at: position), entry(found, at: position) == first else { continue }
            let removed = next[position]
            symbols[position] = found.token
            symbols[removed] = -1
            next[position] = next[removed]
            if next[position] < symbols.count { previous[next[position]] = position }
            if let following = merge(at: position) { queue.push(entry(following, at: position)) }
            let before = previous[position]
            if before >= 0, let preceding = merge(at: before) { queue.push(entry(preceding, at: before)) }
        }
        return symbols.filter { $0 >= 0 }
    }
}
