// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers the tokens of words that were merged before. Shared by all copies of a tokenizer and safe to use from many tasks.
///
/// The key is the word's bytes: as strings, the two spellings of an accented letter would be equal.
final class WordCache: Sendable {
    private let words = Mutex<[[UInt8]: [Int32]]>([:])
    private let capacity: Int
    /// Longer words are rare and would fill the memory.
    private let longestWord = 64

    init(capacity: Int = 1 << 16) {
        self.capacity = capacity
    }

    /// The tokens of a word, made by `make` where they are not known yet.
    func tokens(of word: [UInt8], _ make: ([UInt8]) -> [Int32]) -> [Int32] {
        guard word.count <= longestWord else { return make(word) }
        if let known = words.withLock({ $0[word] }) { return known }
        let made = make(word)
        words.withLock { words in
            if words.count >= capacity { words.removeAll(keepingCapacity: true) }
            words[word] = made
        }
        return made
    }
}
