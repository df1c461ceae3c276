// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HoldfastCore

@Suite struct VocabularyTests {
    @Test func `every word keeps its number while the table grows`() {
        var vocabulary = Vocabulary()
        let words = (0..<1_000).map { "word\($0)" } + ["", "ß9", "twenty-one"]
        let numbers = words.map { vocabulary.add($0) }
        #expect(numbers == (0..<Int32(words.count)).map { $0 } && vocabulary.count == words.count)
        for (word, number) in zip(words, numbers) {
            #expect(vocabulary.add(word) == number)
            #expect(vocabulary[number] == word)
            #expect(Self.number(of: word, in: vocabulary) == number)
        }
        #expect(vocabulary.count == words.count)
    }

    @Test(arguments: ["word", "word1000", "Word1", "word1 "])
    func `other words are unknown`(word: String) {
        var vocabulary = Vocabulary()
        for number in 0..<1_000 { _ = vocabulary.add("word\(number)") }
        #expect(Self.number(of: word, in: vocabulary) == Vocabulary.unknown)
        #expect(Self.number(of: word, in: Vocabulary()) == Vocabulary.unknown)
    }

    private static func number(of word: String, in vocabulary: Vocabulary) -> Int32 {
        var word = word
        return word.withUTF8 { vocabulary.number(of: $0) }
    }
}
