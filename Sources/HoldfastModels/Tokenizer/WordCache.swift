// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers the tokens of words that were merged before, in a hash table over flat memory.
///
/// The key is the word's bytes: as strings, the two spellings of an accented letter would be equal.
struct WordCache: Sendable {
    private struct Entry: Sendable {
        var hash: UInt64
        var keyStart: UInt32
        var keyCount: UInt16
        /// 0 marks a free entry and words that have no tokens, which are not kept.
        var tokenCount: UInt16
        /// The token where there is one, else where the tokens start.
        var token: Int32

        static let free = Entry(hash: 0, keyStart: 0, keyCount: 0, tokenCount: 0, token: 0)
    }

    /// Longer words are rare and would fill the memory.
    private static let longestWord = 64
    /// Words it holds before it starts anew.
    private static let capacity = 1 << 17

    private var entries = [Entry](repeating: .free, count: 1 << 10)
    private var words = 0
    private var keys: [UInt8] = []
    private var tokens: [Int32] = []

    /// Appends the tokens of a word, made by `model` where they are not known yet.
    @inline(__always)
    mutating func append(tokensOf word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32], by model: BytePairModel) {
        guard word.count <= Self.longestWord else {
            model.append(tokensOf: word, to: &ids)
            return
        }
        let hash = Self.hash(word)
        let place = find(word, hash)
        let entry = entries[place]
        switch entry.tokenCount {
        case 0: add(word, hash, at: place, to: &ids, by: model)
        case 1: ids.append(entry.token)
        default: ids.append(contentsOf: tokens[Int(entry.token)..<(Int(entry.token) + Int(entry.tokenCount))])
        }
    }

    /// The place of a word, or the free one where it belongs.
    @inline(__always)
    private func find(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
        entries.withUnsafeBufferPointer { entries in
            keys.withUnsafeBufferPointer { keys in
                var place = Int(truncatingIfNeeded: hash) & (entries.count - 1)
                while entries[place].tokenCount != 0 {
                    let entry = entries[place]
                    if entry.hash == hash, Int(entry.keyCount) == word.count,
                        word.elementsEqual(UnsafeBufferPointer(rebasing: keys[Int(entry.keyStart)..<(Int(entry.keyStart) + word.count)]))
                    {
                        return place
                    }
                    place = (place + 1) & (entries.count - 1)
                }
                return place
            }
        }
    }

    @inline(never)
    private mutating func add(
        _ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64, at place: Int, to ids: inout [Int32], by model: BytePairModel
    ) {
        let start = ids.count
        model.append(tokensOf: word, to: &ids)
        let made = ids[start...]
        guard let first = made.first else { return }
        entries[place] = Entry(
            hash: hash, keyStart: UInt32(keys.count), keyCount: UInt16(word.count), tokenCount: UInt16(made.count),
            token: made.count == 1 ? first : Int32(tokens.count))
        keys += word
        if made.count > 1 { tokens += made }
        words += 1
        if words >= Self.capacity { self = WordCache() } else if 2 * words > entries.count { grow() }
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: .free, count: 2 * old.count)
        for entry in old where entry.tokenCount != 0 {
            var place = Int(truncatingIfNeeded: entry.hash) & (entries.count - 1)
            while entries[place].tokenCount != 0 { place = (place + 1) & (entries.count - 1) }
            entries[place] = entry
        }
    }

    /// Multiplies and folds eight bytes at a time; the last ones overlap those before.
    @inline(__always)
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let bytes = UnsafeRawBufferPointer(word)
        var hash = UInt64(word.count)
        func mix(_ value: UInt64) {
            let product = (hash ^ value).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
            hash = product.high ^ product.low
        }
        if word.count >= 8 {
            var place = 0
            while place + 8 < word.count {
                mix(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
                place += 8
            }
            mix(bytes.loadUnaligned(fromByteOffset: word.count - 8, as: UInt64.self))
        } else if word.count >= 4 {
            let low = UInt64(bytes.loadUnaligned(as: UInt32.self))
            mix(low << 32 | UInt64(bytes.loadUnaligned(fromByteOffset: word.count - 4, as: UInt32.self)))
        } else if word.count > 0 {
            mix(UInt64(word[0]) << 16 | UInt64(word[word.count / 2]) << 8 | UInt64(word[word.count - 1]))
        }
        return hash
    }
}

/// The caches of a tokenizer, shared by all its copies: a task takes one for a whole text, so that tasks never wait for each other's words.
final class WordCaches: Sendable {
    private let idle = Mutex<[WordCache]>([])

    func withCache<Result>(_ body: (inout WordCache) -> Result) -> Result {
        var cache = idle.withLock { $0.popLast() } ?? WordCache()
        let result = body(&cache)
        idle.withLock { [cache] in $0.append(cache) }
        return result
    }
}
