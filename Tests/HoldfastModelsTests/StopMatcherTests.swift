// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

struct StopMatcherTests {
    private func match(_ text: String, _ stops: [String]) -> StopMatcher.Match? {
        var matcher = StopMatcher(stops)
        return matcher.append(Array(text.utf8)[...])
    }

    @Test(arguments: [
        ("one two", ["wo"], 0, 5), ("one two", ["x", "two", "o"], 2, 0), ("aab", ["ab"], 0, 1), ("aaaab", ["aab"], 0, 2),
        // The one that ends first; of those that end together, the one that begins first.
        ("abcd", ["abcd", "bc"], 1, 1), ("abc", ["c", "bc", "abc"], 2, 0), ("abc", ["bc", "abc", "c"], 1, 0),
        // Overlapping beginnings, and scalars of several bytes.
        ("abababc", ["ababc"], 0, 2), ("grün, grün!", ["ün!"], 0, 9), ("日本語", ["本"], 0, 3), ("x\n\ny", ["\n\n"], 0, 1),
    ])
    func `the first stop`(text: String, stops: [String], index: Int, kept: Int) {
        #expect(match(text, stops) == StopMatcher.Match(index: index, kept: kept))
    }

    @Test func `no stop`() {
        #expect(match("one two", ["three", "twö"]) == nil)
        #expect(match("one two", []) == nil)
        #expect(match("", ["a"]) == nil)
        #expect(match("abc", [""]) == nil)
    }

    @Test func `what might still become a stop is held back`() {
        var matcher = StopMatcher(["\nUser:", "END"])
        var shown: [Int] = []
        for byte in "a\nUse\n EN.EN".utf8 {
            matcher.append([byte])
            shown.append(matcher.certain)
        }
        #expect(shown == [1, 1, 1, 1, 1, 5, 7, 7, 7, 10, 10, 10])
        matcher.append([UInt8(ascii: "D")])
        #expect(matcher.certain == 10 && matcher.match?.kept == 10)
        matcher.append([UInt8(ascii: "x")])
        #expect(matcher.count == 13 && matcher.certain == 10)
    }

    /// Whatever the borders of the tokens, the text ends exactly before the first stop, and nothing that was shown is taken back.
    @Test(arguments: 0..<200) func `borders of tokens change nothing`(seed: Int) {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        let letters = ["a", "b", "ab", "é", "日", "🙂", "\n"]
        func text(_ most: UInt64) -> String { (0...stream.next() % most).map { _ in stream.pick(letters) ?? "" }.joined() }
        let written = text(60)
        let stops = (0...(stream.next() % 3)).map { _ in text(4) }
        let bytes = Array(written.utf8)
        // By its definition: the first place where one ends, from its first byte on.
        let ends = bytes.indices.lazy.compactMap { end in
            stops.map { Array($0.utf8) }.filter { bytes[...end].suffix($0.count) == $0[...] }.map(\.count).max().map { end + 1 - $0 }
        }
        let expected = ends.first
        for _ in 0..<10 {
            var matcher = StopMatcher(stops)
            var place = 0
            var shown = 0
            while place < bytes.count, matcher.match == nil {
                let next = min(bytes.count, place + Int(stream.next() % 5))
                matcher.append(bytes[place..<next])
                #expect(matcher.certain >= shown, "seed \(seed)")
                shown = matcher.certain
                place = next
            }
            #expect(matcher.match?.kept == expected, "seed \(seed): \(stops) in \(written)")
            #expect(shown <= expected ?? bytes.count, "seed \(seed)")
            if let match = matcher.match {
                #expect(String(validating: bytes.prefix(match.kept), as: UTF8.self) != nil, "seed \(seed)")
                #expect(bytes[match.kept...].starts(with: stops[match.index].utf8), "seed \(seed)")
            }
        }
    }

    @Test func `a tokenizer's spelling is what it decodes`() throws {
        let fixture = try ScriptedFixture()
        let spelling = TokenSpelling(fixture.tokenizer)
        for text in TokenizerTexts.training.prefix(5) {
            let tokens = fixture.tokenizer.encode(text) + [fixture.template.endOfTurn, 9999, -1]
            #expect(spelling.text(of: tokens) == text)
            #expect(spelling.text(of: tokens, bytes: 1) == String(decoding: text.utf8.prefix(1), as: UTF8.self))
        }
        #expect(spelling == TokenSpelling(fixture.tokenizer) && spelling != TokenSpelling(pieces: [[1]]))
    }
}
