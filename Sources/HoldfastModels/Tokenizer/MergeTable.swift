// SPDX-License-Identifier: Apache-2.0

/// Two neighbouring tokens.
struct TokenPair: Hashable, Sendable {
    var left: Int32
    var right: Int32
}

/// The merges of a BPE tokenizer, found by pair in a hash table with linear probing.
///
/// Nearly all the time that is spent on a word not seen before goes into these look-ups, which is why it is no `Dictionary`.
struct MergeTable: Sendable {
    struct Merge: Sendable {
        /// Place in the order of learning; the lowest comes first.
        var rank: UInt32
        /// What the pair becomes.
        var token: Int32

        static let none = Merge(rank: .max, token: -1)
    }
    private struct Slot: Sendable {
        var pair: UInt64
        var merge: Merge
    }

    private var slots = [Slot](repeating: Slot(pair: 0, merge: .none), count: 16)
    private var used = 0
    /// The pairs in the order they were learned, each with the token it makes.
    private(set) var ordered: [(pair: TokenPair, token: Int32)] = []

    /// Adds the next merge; a pair that is already there gets the later rank, as in the `tokenizers` package.
    mutating func append(_ pair: TokenPair, makes token: Int32) {
        if 2 * used >= slots.count { grow() }
        insert(Slot(pair: Self.key(pair.left, pair.right), merge: Merge(rank: UInt32(ordered.count), token: token)))
        ordered.append((pair, token))
    }

    /// The merge of two tokens, or `Merge.none`.
    @inline(__always)
    subscript(left: Int32, right: Int32) -> Merge {
        let key = Self.key(left, right)
        return slots.withUnsafeBufferPointer { slots in
            var place = Self.place(key, in: slots.count)
            while slots[place].merge.token >= 0 {
                if slots[place].pair == key { return slots[place].merge }
                place = (place + 1) & (slots.count - 1)
            }
            return .none
        }
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// Fibonacci hashing: the upper bits of a product with 2^64 over the golden ratio.
    @inline(__always)
    private static func place(_ key: UInt64, in count: Int) -> Int {
        let mixed = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (count - 1)
    }

    private mutating func insert(_ slot: Slot) {
        var place = Self.place(slot.pair, in: slots.count)
        while slots[place].merge.token >= 0, slots[place].pair != slot.pair { place = (place + 1) & (slots.count - 1) }
        if slots[place].merge.token < 0 { used += 1 }
        slots[place] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(pair: 0, merge: .none), count: 2 * old.count)
        used = 0
        for slot in old where slot.merge.token >= 0 { insert(slot) }
    }
}
