// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct DistinctTextsTests {
    @Test func `texts are numbered as they come, by their bytes`() {
        var stream = RandomKey(seed: 3, purpose: .text).stream
        let words = EpisodeFixture.texts + (0..<500).map { "text \($0 * $0)" + String(repeating: "é", count: $0 % 9) }
        var texts = DistinctTexts()
        var codes: [[UInt8]: Int32] = [:]
        for _ in 0..<4_000 {
            let word = stream.pick(words)!
            let expected = codes[Array(word.utf8)] ?? Int32(codes.count)
            codes[Array(word.utf8)] = expected
            #expect(texts.code(of: word) == expected)
        }
        // One letter in two encodings: equal to Swift, not to a file.
        #expect("e\u{301}" == "\u{e9}" && texts.code(of: "e\u{301}") != texts.code(of: "\u{e9}"))
        #expect(texts.offsets.count > 490)
        #expect(codes.allSatisfy { bytes, code in Array(texts.bytes[texts.offsets[Int(code)]..<texts.offsets[Int(code) + 1]]) == bytes })
    }

    @Test func `JSON of texts says what an encoder says`() throws {
        let texts = EpisodeFixture.texts + ["\"quoted\"", "back\\slash", "tab\tand\rreturn", "\u{1}\u{1f}\u{7f}\u{2028}", "a/b"]
        #expect(try JSONDecoder().decode([String].self, from: Data(JSONText.list(texts).utf8)) == texts)
        let members = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("\($0.offset)\($0.element)", $0.element) })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(JSONText.object(members).utf8)) == members)
        #expect(JSONText.object(["b": "1", "a": "x"]) == #"{"a":"x","b":"1"}"#)
        #expect(JSONText.list([]) == "[]" && JSONText.object([:]) == "{}")
    }
}
