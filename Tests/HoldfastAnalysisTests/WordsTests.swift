// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

struct WordsTests {
    @Test(
        "Words of a line",
        arguments: [
            ("I don't, KNOW 2nd!", ["i", "don't", "know", "2nd"]), ("' '' - ...", []), ("", []), ("'tis o' clock", ["'tis", "o'", "clock"]),
            ("Straße in Köln’s", ["straße", "in", "köln’s"]), ("a\r\nb\tc", ["a", "b", "c"]),
        ] as [(String, [String])])
    func words(line: String, expected: [String]) {
        #expect(Words.of(line).map(String.init) == expected)
        #expect(Words.count(in: line) == expected.count)
    }

    @Test func `a line of ASCII has the words that the properties of Unicode give it`() {
        for seed in 0..<200 as Range<UInt64> {
            var random = RandomKey(seed: seed, purpose: .text).stream
            let line = String(decoding: (0..<60).map { _ in UInt8(random.next() % 128) }, as: UTF8.self)
            #expect(Words.of(line) == Words.ofAnyScript(line), "seed \(seed)")
            #expect(Words.count(in: line) == Words.ofAnyScript(line).count, "seed \(seed)")
        }
    }
}
