// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

/// Against the `tokenizers` package, which is the reference for `tokenizer.json`.
struct TokenizerReferenceTests {
    private static let python = PythonInterpreter.find(importing: "tokenizers")

    private static let script = """
        import json, sys
        from tokenizers import Tokenizer
        tokenizer = Tokenizer.from_file(sys.argv[1])
        tokenizer.encode_special_tokens = True
        request = json.load(sys.stdin)
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in request["texts"]]
        texts = [tokenizer.decode(row) for row in request["rows"]]
        json.dump({"ids": ids, "texts": texts, "size": tokenizer.get_vocab_size()}, sys.stdout)
        """

    private struct Request: Encodable { var texts: [String], rows: [[Int32]] }
    private struct Answer: Decodable { var ids: [[Int32]], texts: [String], size: Int }

    @Test(
        .enabled(if: python != nil, "needs a Python with the tokenizers package; set HOLDFAST_PYTHON"),
        arguments: [(true, false), (false, false), (true, true), (false, true)])
    func `ids and texts agree with the reference`(splitsDigits: Bool, addsPrefixSpace: Bool) async throws {
        try await withTemporaryFolder { folder in
            let file = folder + "/tokenizer.json"
            let seed: UInt64 = 20_26
            let texts = TokenizerTexts.awkward + TokenizerTexts.training + TokenizerTexts.random(count: 2000, seed: seed)
            try ByteLevelBPETokenizer.train(texts: texts, vocabularySize: 700, splitsDigits: splitsDigits).write(to: file)
            if addsPrefixSpace {
                let written = try String(contentsOfFile: file, encoding: .utf8)
                try written.replacingOccurrences(of: "\"add_prefix_space\": false", with: "\"add_prefix_space\": true")
                    .write(toFile: file, atomically: true, encoding: .utf8)
            }
            let tokenizer = try ByteLevelBPETokenizer(file: file)
            var stream = RandomKey(seed: seed, purpose: .selection).stream
            let rows = (0..<1000).map { _ in (0..<8).map { _ in Int32(stream.next() % UInt64(tokenizer.vocabularySize)) } }
            let input = String(decoding: try JSONEncoder().encode(Request(texts: texts, rows: rows)), as: UTF8.self)
            let output = try Self.python?.run(Self.script, arguments: [file], input: input) ?? ""
            let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
            #expect(answer.size == tokenizer.vocabularySize)
            try #require(answer.ids.count == texts.count && answer.texts.count == rows.count)
            for (text, ids) in zip(texts, answer.ids) { #expect(tokenizer.encode(text) == ids, "\(text.debugDescription), seed \(seed)") }
            for (row, text) in zip(rows, answer.texts) {
                #expect(Array(tokenizer.decode(row).unicodeScalars) == Array(text.unicodeScalars), "\(row), seed \(seed)")
            }
        }
    }
}
