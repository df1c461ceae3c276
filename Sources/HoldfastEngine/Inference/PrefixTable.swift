// SPDX-License-Identifier: Apache-2.0

/// Finds, among the sequences that hold pages, those that begin like a prompt.
///
/// A sequence stands under one key for its first tokens and one for the end of each full page; a key is a hash of all tokens up to there.
/// The deepest key of a prompt that anything stands under leads to the sequences that share the most with it. Keys only narrow the
/// search: whoever looks a prompt up compares the tokens.
struct PrefixTable {
    /// A shared prefix shorter than this many tokens is computed again rather than looked for.
    static let leastShared = 16

    private var sequences: [UInt64: [Int]] = [:]
    /// Bits of a hash that are used; fewer make collisions, for tests.
    private let mask: UInt64
    private let pageTokens: Int

    init(pageTokens: Int, hashBits: Int = 64) {
        self.pageTokens = pageTokens
        mask = hashBits < 64 ? (1 << UInt64(hashBits)) - 1 : .max
    }

    var isEmpty: Bool { sequences.isEmpty }

    /// Room of the table and its lists, with the headers of these.
    var bytes: Int { sequences.values.reduce(sequences.capacity * 16) { $0 + 32 + 8 * $1.capacity } }

    /// The keys of a sequence, the shallowest first.
    func keys(of tokens: [Int32]) -> [UInt64] {
        guard tokens.count >= Self.leastShared else { return [] }
        var keys: [UInt64] = []
        keys.reserveCapacity(1 + tokens.count / pageTokens)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        tokens.withUnsafeBufferPointer { tokens in
            for index in tokens.indices {
                hash = (hash ^ UInt64(UInt32(bitPattern: tokens[index]))) &* 0x9e37_79b9_7f4a_7c15
                hash ^= hash >> 29
                if index + 1 == Self.leastShared || (index + 1) % pageTokens == 0 { keys.append(hash & mask) }
            }
        }
        return keys
    }

    /// Enters a sequence, once.
    mutating func insert(_ sequence: Int, keys: [UInt64]) { for key in keys { sequences[key, default: []].append(sequence) } }

    /// Removes a sequence that was entered with these keys.
    mutating func remove(_ sequence: Int, keys: [UInt64]) {
        for key in keys {
            guard let position = sequences[key]?.firstIndex(of: sequence) else { continue }
            sequences[key]?.remove(at: position)
            if sequences[key]?.isEmpty == true { sequences[key] = nil }
        }
    }

    /// The sequences under the deepest of the keys; empty when none is known. Tokens have to be compared: keys may collide.
    func candidates(_ keys: [UInt64]) -> [Int] {
        for key in keys.reversed() {
            if let found = sequences[key] { return found }
        }
        return []
    }
}

extension Array where Element == Int32 {
    /// How many tokens agree from the start.
    func commonPrefix(with other: [Int32]) -> Int {
        withUnsafeBufferPointer { own in
            other.withUnsafeBufferPointer { other in
                let count = Swift.min(own.count, other.count)
                var index = 0
                while index < count, own[index] == other[index] { index += 1 }
                return index
            }
        }
    }
}
