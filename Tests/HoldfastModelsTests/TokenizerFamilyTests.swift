// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastModels

/// Ids and texts of every family of tokenizers, against the `tokenizers` package.
@Suite(.enabled(if: TokenizerFamilies.python != nil, "needs a Python with the tokenizers package; set HOLDFAST_PYTHON"))
struct TokenizerFamilyTests {
    private static let seed: UInt64 = 20_26
    private static let texts =
        TokenizerTexts.awkward + TokenizerTexts.training + TokenizerTexts.random(count: 2000, seed: seed)
        + TokenizerTexts.mixed(count: 10_000, seed: seed)
    private static let rows = {
        var stream = RandomKey(seed: seed, purpose: .selection).stream
        return (0..<2000).map { _ in (0..<8).map { _ in UInt32(truncatingIfNeeded: stream.next() >> 33) } }
    }()

    @Test(arguments: TokenizerFamilies.names) func `ids and texts agree with the package`(family: String) async throws {
        try await withTemporaryFolder { folder in
            let file = folder + "/tokenizer.json"
            let request = TokenizerFamilies.Request(family: family, texts: Self.texts, rows: Self.rows)
            let answer = try #require(try TokenizerFamilies.answer(request, writing: file))
            let tokenizer = try BPETokenizer(file: file)
            #expect(answer.size == tokenizer.vocabularySize)
            try #require(answer.ids.count == Self.texts.count && answer.sequences.count == Self.texts.count)
            var differences: [String] = []
            for (index, text) in Self.texts.enumerated() {
                let ours = tokenizer.encode(text)
                if ours != answer.ids[index] { differences.append("ids of \(text.debugDescription): \(ours) for \(answer.ids[index])") }
                let sequence = tokenizer.encodeSequence(text)
                if sequence != answer.sequences[index] {
                    differences.append("sequence of \(text.debugDescription): \(sequence) for \(answer.sequences[index])")
                }
                if index % 8 == 0, tokenizer.encode(bytes: Array(text.utf8)) != ours { differences.append("bytes of \(text.debugDescription)") }
            }
            try #require(answer.rows.count == Self.texts.count + Self.rows.count)
            for (index, row) in answer.rows.enumerated() {
                for (text, isIncluded) in [(answer.decoded[index], false), (answer.decodedWithSpecial[index], true)] {
                    let ours = tokenizer.decode(row, includingSpecial: isIncluded)
                    if !ours.utf8.elementsEqual(text.utf8) {
                        differences.append("text of \(row): \(ours.debugDescription) for \(text.debugDescription)")
                    }
                    if index % 8 == 0, !stream(of: row, from: tokenizer, includingSpecial: isIncluded, gives: ours) {
                        differences.append("stream of \(row)")
                    }
                }
            }
            if !differences.isEmpty {
                Issue.record("\(family), seed \(Self.seed): \(differences.count) differences: \(differences.prefix(3).joined(separator: "; "))")
            }
        }
    }

    /// Except where byte fallback spells a malformed run: the stream has given out what was valid at its start.
    private func stream(of row: [Int32], from tokenizer: BPETokenizer, includingSpecial: Bool, gives whole: String) -> Bool {
        var decoder = tokenizer.streamingDecoder(includingSpecial: includingSpecial)
        var parts = row.map { decoder.append($0) }
        parts.append(decoder.finish())
        if parts.joined().utf8.elementsEqual(whole.utf8) { return true }
        return whole.contains("\u{FFFD}") && row.contains { tokenizer.piece(of: $0)?.isFallbackByte ?? false }
    }

    @Test func `all general categories but surrogates are drawn from`() {
        #expect(TokenizerTexts.categoryCount == 29)
    }
}
