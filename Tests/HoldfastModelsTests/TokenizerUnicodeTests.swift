// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import Testing

@testable import HoldfastModels

/// Every scalar of Unicode, against what the `tokenizers` package makes of it.
@Suite(.enabled(if: TokenizerFamilies.python != nil, "needs a Python with the tokenizers package; set HOLDFAST_PYTHON"))
struct TokenizerUnicodeTests {
    /// One character for each scalar from 0 on: what the package's engine calls it, or `?` for surrogates.
    private static let script = #"""
        import json, sys
        from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers
        scalars = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
        kinds = {"L": r"\p{L}", "N": r"\p{N}", "S": r"\s", "O": r"[^\s\p{L}\p{N}]"}
        kind = ["?"] * 0x110000
        for name, pattern in kinds.items():
            split = pre_tokenizers.Split(Regex(pattern), "removed")
            for code in scalars:
                if not split.pre_tokenize_str(chr(code)): kind[code] = name
        digits = pre_tokenizers.Digits(individual_digits=True)
        digit = ["N" if len(digits.pre_tokenize_str("a" + chr(code))) == 2 else "-" for code in scalars]
        contraction = pre_tokenizers.Split(Regex(r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"), "removed")
        short = [code for code in scalars if not contraction.pre_tokenize_str("'" + chr(code))]
        word = Tokenizer(models.BPE(vocab={"y": 0}, merges=[]))
        word.add_tokens([AddedToken("x", single_word=True)])
        words = "".join("-" if 1 in word.encode(chr(code) + "x").ids else "w" for code in scalars)
        space = Tokenizer(models.BPE(vocab={"y": 0}, merges=[]))
        space.add_tokens([AddedToken("x", lstrip=True)])
        spaces = "".join("s" if (0, 2) in space.encode(chr(code) + "x").offsets else "-" for code in scalars)
        nfc = normalizers.NFC()
        composed = {code: nfc.normalize_str(chr(code)) for code in scalars if nfc.normalize_str(chr(code)) != chr(code)}
        texts = [nfc.normalize_str(text) for text in json.load(sys.stdin)]
        json.dump({"kinds": "".join(kind), "digits": "".join(digit), "contractions": short, "words": words, "spaces": spaces,
            "composed": composed, "texts": texts}, sys.stdout)
        """#

    private struct Answer: Decodable {
        var kinds: String
        var digits: String
        var contractions: [UInt32]
        var words: String
        var spaces: String
        var composed: [String: String]
        var texts: [String]
    }

    private static let scalars = (0..<UInt32(0x110000)).compactMap(Unicode.Scalar.init)

    private static func normalized(_ text: String) -> [UInt8] {
        Array(text.utf8).withUnsafeBufferPointer { Normalizer.nfc.normalized($0) } ?? Array(text.utf8)
    }

    @Test func `kinds, contractions, word characters and composition are those of the package`() throws {
        // Every inert scalar behind and before one that composes, and every category mixed with marks.
        let inert = Normalizer.inert.joined().compactMap(Unicode.Scalar.init).map { "e\($0)\u{301}\($0)" }
        let texts = inert + TokenizerTexts.mixed(count: 2000, seed: 9) + TokenizerTexts.random(count: 2000, seed: 9)
        let input = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        let output = try TokenizerFamilies.python?.run(Self.script, input: input) ?? ""
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))

        let kinds = Array(answer.kinds.utf8)
        let names: [ScalarKind: UInt8] = [
            .letter: UInt8(ascii: "L"), .number: UInt8(ascii: "N"), .whitespace: UInt8(ascii: "S"), .other: UInt8(ascii: "O"),
        ]
        expectSame("the kind") { names[ScalarKinds.shared[$0.value]] == kinds[Int($0.value)] }
        let lists = [answer.digits, answer.words, answer.spaces].map { Array($0.utf8) }
        func index(_ scalar: Unicode.Scalar) -> Int { Int(scalar.value < 0xD800 ? scalar.value : scalar.value - 0x800) }
        expectSame("Digits") { (ScalarKinds.digits[$0.value] == .number) == (lists[0][index($0)] == UInt8(ascii: "N")) }
        expectSame("\\w") { $0 == "x" || WordBoundary.isWord($0) == (lists[1][index($0)] == UInt8(ascii: "w")) }
        expectSame("lstrip") { (ScalarKinds.shared[$0.value] == .whitespace) == (lists[2][index($0)] == UInt8(ascii: "s")) }
        let contractions = Set(answer.contractions)
        expectSame("a contraction") { scalar in
            let first = Array("'\(Character(scalar))x".utf8)
            let end = first.withUnsafeBufferPointer { Llama3Scanner.endOfWord(from: 0, in: UTF8Text($0), digits: 3) }
            return (end < first.count) == contractions.contains(scalar.value) || ScalarKinds.shared[scalar.value] != .letter
        }
        expectSame("composition") { scalar in
            Self.normalized(String(scalar)) == Array((answer.composed[String(scalar.value)] ?? String(scalar)).utf8)
        }
        for (text, expected) in zip(texts, answer.texts) where Self.normalized(text) != Array(expected.utf8) {
            Issue.record("composition of \(text.unicodeScalars.map { String($0.value, radix: 16) }), seed 9")
        }
    }

    private func expectSame(_ what: String, _ isSame: (Unicode.Scalar) -> Bool) {
        let others = Self.scalars.filter { !isSame($0) }.map { String($0.value, radix: 16) }
        #expect(others.isEmpty, "\(what) differs for \(others.count) scalars: \(others.prefix(20))")
    }
}
