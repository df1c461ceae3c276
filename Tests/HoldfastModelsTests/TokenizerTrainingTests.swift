// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastModels

struct TokenizerTrainingTests {
    @Test func `the order of the texts does not matter`() throws {
        let texts = TokenizerTexts.training + TokenizerTexts.random(count: 100, seed: 5)
        let first = try ByteLevelBPETokenizer.train(texts: texts, vocabularySize: 450)
        for seed in 1...3 as ClosedRange<UInt64> {
            var stream = RandomKey(seed: seed, purpose: .shuffle).stream
            let shuffled = try ByteLevelBPETokenizer.train(texts: texts.shuffled(using: &stream), vocabularySize: 450)
            #expect(shuffled.json == first.json, "seed \(seed)")
        }
    }

    @Test func `the most frequent pair first, ties by bytes`() throws {
        let tokenizer = try ByteLevelBPETokenizer.train(texts: ["bcbc bc dede dede xyxy"], vocabularySize: 259, specialTokens: [])
        #expect(tokenizer.tokens.suffix(3).map { String(decoding: $0 ?? [], as: UTF8.self) } == ["de", "bc", " de"])
    }

    @Test func `counts kept up to date equal counts made anew`() throws {
        for seed in 1...5 as ClosedRange<UInt64> {
            var stream = RandomKey(seed: seed, purpose: .text).stream
            let words = (0..<40).map { _ in
                BytePairTrainer.Word(
                    symbols: (0...(stream.next() % 9)).map { _ in Int32(97 + stream.next() % 3) }, count: Int(1 + stream.next() % 5))
            }
            var trainer = BytePairTrainer(words: words, tokens: (0...255).map { [UInt8($0)] }, reserved: [])
            var reference = words.map(\.symbols)
            for round in 0..<30 {
                guard let (pair, token) = trainer.learn() else { break }
                var counts: [TokenPair: Int] = [:]
                for (symbols, word) in zip(reference, words) {
                    for (left, right) in zip(symbols, symbols.dropFirst()) {
                        counts[TokenPair(left: left, right: right), default: 0] += word.count
                    }
                }
                #expect(counts[pair] == counts.values.max(), "seed \(seed), merge \(round)")
                var merges = MergeTable()
                merges.append(pair, makes: token)
                reference = reference.map { merges.apply(to: $0) }
            }
        }
    }

    @Test func `learning stops when nothing repeats`() throws {
        #expect(try ByteLevelBPETokenizer.train(texts: ["abcdef"], vocabularySize: 5000).vocabularySize == 262)
        #expect(try ByteLevelBPETokenizer.train(texts: [], vocabularySize: 300).vocabularySize == 262)
    }

    @Test func `no merge makes the spelling of a special token`() throws {
        let tokenizer = try ByteLevelBPETokenizer.train(texts: ["user user user"], vocabularySize: 300, specialTokens: ["user"])
        #expect(tokenizer.tokens.filter { $0 == Array("user".utf8) }.count == 1)
        #expect(!tokenizer.encode("user").contains(0))
    }

    @Test(arguments: [(100, ["<|a|>"]), (300, ["<|a|>", "<|a|>"]), (300, [""])])
    func `contradicting parameters are refused`(vocabularySize: Int, specialTokens: [String]) {
        let error = #expect(throws: HoldfastError.self) {
            try ByteLevelBPETokenizer.train(texts: ["a"], vocabularySize: vocabularySize, specialTokens: specialTokens)
        }
        #expect(error?.code == .configuration)
    }
}
