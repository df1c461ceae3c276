// SPDX-License-Identifier: Apache-2.0

/// The words that a reader knows, as small numbers: found by their letters once, compared as numbers from then on.
///
/// An open-addressed table, because the words of a line come as bytes: a dictionary of strings would make a string of each and hash it slowly.
package struct Vocabulary: Sendable {
    /// The number of every word that is not in the vocabulary.
    package static let unknown: Int32 = -1

    /// How many words there are; their numbers are those below it.
    package private(set) var count = 0
    /// Numbers by hash, `unknown` where a slot is free; a power of two of them, at least half of them free.
    private var slots = [Int32](repeating: unknown, count: 64)
    private var letters: [UInt8] = []
    private var ends: [Int32] = []

    /// A vocabulary without words.
    package init() {}

    /// The number of a word, which is added where it is new.
    package mutating func add(_ word: String) -> Int32 {
        var word = word
        return word.withUTF8 { bytes in
            let known = number(of: bytes)
            guard known == Self.unknown else { return known }
            letters.append(contentsOf: bytes)
            ends.append(Int32(letters.count))
            count += 1
            if 2 * count > slots.count { grow() } else { place(Int32(count - 1)) }
            return Int32(count - 1)
        }
    }

    /// The number of a word by its letters in UTF-8, or `unknown`.
    package func number(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(word)) & mask
        while slots[slot] != Self.unknown {
            if isWord(slots[slot], word) { return slots[slot] }
            slot = (slot + 1) & mask
        }
        return Self.unknown
    }

    /// The word of a number below `count`.
    package subscript(number: Int32) -> String {
        let (start, end) = bounds(of: number)
        return String(decoding: letters[start..<end], as: UTF8.self)
    }

    private func bounds(of number: Int32) -> (start: Int, end: Int) {
        (number == 0 ? 0 : Int(ends[Int(number) - 1]), Int(ends[Int(number)]))
    }

    private func isWord(_ number: Int32, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        let (start, end) = bounds(of: number)
        guard end - start == word.count else { return false }
        for offset in 0..<word.count where letters[start + offset] != word[offset] { return false }
        return true
    }

    private mutating func place(_ number: Int32) {
        let (start, end) = bounds(of: number)
        let mask = slots.count - 1
        var slot = letters[start..<end].withUnsafeBufferPointer { Int(truncatingIfNeeded: Self.hash($0)) & mask }
        while slots[slot] != Self.unknown { slot = (slot + 1) & mask }
        slots[slot] = number
    }

    private mutating func grow() {
        slots = [Int32](repeating: Self.unknown, count: 2 * slots.count)
        for number in 0..<Int32(count) { place(number) }
    }

    /// FNV-1a, the high bits folded into the low ones that choose the slot.
    private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ hash >> 32
    }
}
