// SPDX-License-Identifier: Apache-2.0

/// A phrase in a pool: consecutive words of it.
struct WordRun: Hashable, Sendable {
    var start: Int32
    var count: Int32

    var isEmpty: Bool { count == 0 }
    var length: Int { Int(count) }
}

/// Phrases as runs of word numbers in one flat array.
struct WordPool: Sendable {
    private(set) var vocabulary = Vocabulary()
    private(set) var words: [Int32] = []

    /// The words of a text as a run of its own; its words are added to the vocabulary.
    mutating func run(_ text: String) -> WordRun {
        let start = Int32(words.count)
        for word in LineTokens(text).words { words.append(vocabulary.add(word)) }
        return WordRun(start: start, count: Int32(words.count) - start)
    }

    mutating func add(_ word: String) -> Int32 { vocabulary.add(word) }

    /// The first word of a run, or nil of an empty one.
    func first(of run: WordRun) -> Int32? { run.isEmpty ? nil : words[Int(run.start)] }
}

/// What is filed under the words that it begins with, as ranges of one flat array.
struct FirstWordIndex<Element: Sendable>: Sendable {
    private(set) var elements: [Element] = []
    private var starts: [Int32] = []

    init(_ filed: [Int32: [Element]], vocabulary: Vocabulary) {
        starts.reserveCapacity(vocabulary.count + 1)
        for number in 0..<Int32(vocabulary.count) {
            starts.append(Int32(elements.count))
            elements += filed[number] ?? []
        }
        starts.append(Int32(elements.count))
    }

    /// Where the elements of a word stand; none for an unknown word.
    func range(of word: Int32) -> Range<Int> {
        word == Vocabulary.unknown ? 0..<0 : Int(starts[Int(word)])..<Int(starts[Int(word) + 1])
    }
}
