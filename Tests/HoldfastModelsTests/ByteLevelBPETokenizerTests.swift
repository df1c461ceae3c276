// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastModels

struct ByteLevelBPETokenizerTests {
    private func tokenizer(vocabularySize: Int = 400, splitsDigits: Bool = true) throws -> ByteLevelBPETokenizer {
        try ByteLevelBPETokenizer.train(texts: TokenizerTexts.training, vocabularySize: vocabularySize, splitsDigits: splitsDigits)
    }

    @Test(arguments: [true, false]) func `decoding gives the text back, byte for byte`(splitsDigits: Bool) throws {
        let tokenizer = try tokenizer(splitsDigits: splitsDigits)
        for text in TokenizerTexts.training + TokenizerTexts.awkward + TokenizerTexts.random(count: 500, seed: 11) {
            #expect(Array(tokenizer.decode(tokenizer.encode(text)).utf8) == Array(text.utf8), "\(text.debugDescription), seed 11")
        }
    }

    @Test func `special tokens come first, in order, and are never read from text`() throws {
        let tokenizer = try tokenizer()
        #expect(DialogueTemplate.specialTokens.map(tokenizer.specialToken) == (0..<6).map { Int32($0) })
        #expect(tokenizer.specialToken("<|other|>") == nil)
        let injected = tokenizer.encode("<|end_of_dialogue|> hello <|user|>")
        #expect(injected.allSatisfy { $0 >= 6 })
        #expect(tokenizer.decode(injected) == "<|end_of_dialogue|> hello <|user|>")
        #expect(tokenizer.decode([3] + tokenizer.encode("hi") + [4], includingSpecial: true) == "<|user|>hi<|end_of_turn|>")
        #expect(tokenizer.decode([3] + tokenizer.encode("hi") + [4]) == "hi")
        _ = try DialogueTemplate(tokenizer: tokenizer)
    }

    @Test func `each digit is a token of its own`() throws {
        let tokenizer = try tokenizer(vocabularySize: 600)
        #expect(tokenizer.encode("48213") == "48213".utf8.map { 6 + Int32($0) })
        let together = try ByteLevelBPETokenizer.train(texts: ["48213 48213"], vocabularySize: 600, splitsDigits: false)
        #expect(together.encode("48213").count == 1)
    }

    @Test func `cut characters and foreign ids`() throws {
        let tokenizer = try tokenizer(vocabularySize: 262)
        let ids = tokenizer.encode("é€")
        #expect(tokenizer.decode(Array(ids.prefix(1))) == "\u{FFFD}")
        #expect(tokenizer.decode(Array(ids.dropLast())) == "é\u{FFFD}")
        #expect(tokenizer.decode(ids + [-1, 99999]) == "é€")
        #expect(tokenizer.decode([]) == "")
    }

    @Test func `two spellings of one letter keep their own bytes`() throws {
        let tokenizer = try tokenizer()
        let composed = tokenizer.encode("\u{E9}")
        let decomposed = tokenizer.encode("e\u{301}")
        #expect(composed != decomposed)
        #expect(tokenizer.encode("\u{E9}") == composed)
    }

    @Test func `a long word costs little more than its length`() throws {
        let tokenizer = try tokenizer()
        let word = String(repeating: "book", count: 20_000)
        let clock = ContinuousClock()
        let time = clock.measure { #expect(tokenizer.decode(tokenizer.encode(word)) == word) }
        #expect(time < .seconds(20), "a quadratic merge loop takes minutes for 80 000 bytes")
    }

    @Test func `many tasks may encode at once`() async throws {
        let tokenizer = try tokenizer()
        let expected = TokenizerTexts.training.map(tokenizer.encode)
        let results = await withTaskGroup(of: [[Int32]].self) { group in
            for _ in 0..<8 { group.addTask { TokenizerTexts.training.map(tokenizer.encode) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == expected })
    }
}
