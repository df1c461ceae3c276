// SPDX-License-Identifier: Apache-2.0

extension MergeTable {
    /// From this many symbols on, a heap is faster than looking for the best pair anew after every merge.
    private static let longWord = 48

    /// The tokens of a word, given one token per byte or character.
    func apply(to symbols: [Int32]) -> [Int32] {
        var symbols = symbols
        apply(to: &symbols)
        return symbols
    }

    /// Merges a word's symbols in place.
    ///
    /// Source: Sennrich, Haddow, Birch, "Neural Machine Translation of Rare Words with Subword Units" (ACL 2016), section 3.2: always
    /// the merge that was learned first, leftmost first.
    func apply(to symbols: inout [Int32]) {
        guard symbols.count > 1 else { return }
        if symbols.count < Self.longWord { mergeShort(&symbols) } else { mergeLong(&symbols) }
    }

    private func mergeShort(_ symbols: inout [Int32]) {
        let kept = withUnsafeTemporaryAllocation(of: Merge.self, capacity: symbols.count) { merges in
            symbols.withUnsafeMutableBufferPointer { tokens in
                var count = tokens.count
                for index in 0..<(count - 1) { merges.initializeElement(at: index, to: self[tokens[index], tokens[index + 1]]) }
                merges.initializeElement(at: count - 1, to: .none)
                while true {
                    var best = 0
                    for index in 1..<count where merges[index].rank < merges[best].rank { best = index }
                    guard merges[best].token >= 0 else { break }
                    tokens[best] = merges[best].token
                    count -= 1
                    for index in (best + 1)..<max(count, best + 1) {
                        tokens[index] = tokens[index + 1]
                        merges[index] = merges[index + 1]
                    }
                    merges[best] = best + 1 < count ? self[tokens[best], tokens[best + 1]] : .none
                    if best > 0 { merges[best - 1] = self[tokens[best - 1], tokens[best]] }
                    if count == 1 { break }
                }
                return count
            }
        }
        symbols.removeSubrange(kept...)
    }

    /// A heap over a linked list keeps long words at n log n.
    private func mergeLong(_ symbols: inout [Int32]) {
        let end = symbols.count
        var next = Array(1...end)
        var previous = Array(-1..<(end - 1))
        // Rank in the upper half, position in the lower: one comparison orders by both.
        var queue = PriorityQueue<UInt64>(minimumCapacity: end)
        func found(at left: Int) -> Merge { next[left] < end ? self[symbols[left], symbols[next[left]]] : .none }
        func entry(_ merge: Merge, at position: Int) -> UInt64 { UInt64(merge.rank) << 32 | UInt64(position) }
        func push(_ position: Int) {
            let merge = found(at: position)
            if merge.token >= 0 { queue.push(entry(merge, at: position)) }
        }
        for position in 0..<(end - 1) { push(position) }
        while let first = queue.pop() {
            let position = Int(first & 0xFFFF_FFFF)
            // Merging its neighbours may have changed or removed what the entry spoke of.
            guard symbols[position] >= 0 else { continue }
            let merge = found(at: position)
            guard merge.token >= 0, entry(merge, at: position) == first else { continue }
            let removed = next[position]
            symbols[position] = merge.token
            symbols[removed] = -1
            next[position] = next[removed]
            if next[position] < end { previous[next[position]] = position }
            push(position)
            if previous[position] >= 0 { push(previous[position]) }
        }
        symbols.removeAll { $0 < 0 }
    }
}
