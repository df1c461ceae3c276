// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastModels

struct TokenizerFileTests {
    private func trained(splitsDigits: Bool = true) throws -> ByteLevelBPETokenizer {
        try ByteLevelBPETokenizer.train(texts: TokenizerTexts.training, vocabularySize: 330, splitsDigits: splitsDigits)
    }

    @Test(arguments: [true, false]) func `what was written is read back the same`(splitsDigits: Bool) async throws {
        try await withTemporaryFolder { folder in
            let file = folder + "/tokenizer.json"
            let tokenizer = try trained(splitsDigits: splitsDigits)
            try tokenizer.write(to: file)
            let again = try ByteLevelBPETokenizer(file: file)
            #expect(again.json == tokenizer.json)
            for text in TokenizerTexts.awkward { #expect(again.encode(text) == tokenizer.encode(text)) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["tokenizer.json"])
        }
    }

    @Test func `merges in the older notation`() async throws {
        try await withTemporaryFolder { folder in
            let tokenizer = try trained()
            let older = tokenizer.json.replacing(/\[("[^ \n]+"), ("[^ \n]+")\]/) { match in
                "\(match.output.1.dropLast()) \(match.output.2.dropFirst())"
            }
            #expect(older != tokenizer.json)
            try Data(older.utf8).write(to: URL(fileURLWithPath: folder + "/tokenizer.json"))
            #expect(try ByteLevelBPETokenizer(file: folder + "/tokenizer.json").json == tokenizer.json)
        }
    }

    @Test(arguments: [0, 1, 40, 400, 2000, -100, -3]) func `a truncated file is named as such`(length: Int) async throws {
        try await withTemporaryFolder { folder in
            let bytes = Data(try trained().json.utf8)
            let file = folder + "/tokenizer.json"
            try bytes.prefix(length < 0 ? bytes.count + length : length).write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: HoldfastError.self) { try ByteLevelBPETokenizer(file: file) }
            #expect(error?.code == .format)
            #expect(error?.message.contains(file) == true)
            #expect(error?.message.contains("again") == true)
        }
    }

    @Test(arguments: [
        ("\"type\": \"BPE\"", "\"type\": \"Unigram\"", "Unigram"),
        ("\"normalizer\": null", "\"normalizer\": {\"type\": \"NFC\"}", "NFC"),
        ("{\"type\": \"Digits\", \"individual_digits\": true}", "{\"type\": \"Split\"}", "Split"),
        ("{\"type\": \"Digits\", \"individual_digits\": true}", "{\"type\": \"Digits\"}", "Digits"),
        ("\"decoder\": {\"type\": \"ByteLevel\"", "\"decoder\": {\"type\": \"Metaspace\"", "Metaspace"),
        ("\"special\": true", "\"special\": false", "<|pad|>"), ("\"dropout\": null", "\"dropout\": 0.1", "dropout"),
        ("\"end_of_word_suffix\": null", "\"end_of_word_suffix\": \"</w>\"", "</w>"),
        ("\"byte_fallback\": false", "\"byte_fallback\": true", "byte fallback"),
        ("\"use_regex\": true}]", "\"use_regex\": false}]", "pattern"), ("\"vocab\": {", "\"vocab\": {\"▁the\": 999,", "▁the"),
    ])
    func `another kind of tokenizer is refused by name`(original: String, changed: String, name: String) async throws {
        try await withTemporaryFolder { folder in
            let json = try trained().json.replacingOccurrences(of: original, with: changed)
            let file = folder + "/tokenizer.json"
            try Data(json.utf8).write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: HoldfastError.self) { try ByteLevelBPETokenizer(file: file) }
            #expect(error?.code == .model)
            #expect(error?.message.contains(name) == true, "\(error?.message ?? "no error")")
            #expect(error?.message.contains(file) == true)
        }
    }

    @Test func `a file that is missing, or cannot be written`() throws {
        #expect(throws: HoldfastError.self) { try ByteLevelBPETokenizer(file: "/nowhere/tokenizer.json") }
        let error = #expect(throws: HoldfastError.self) { try trained().write(to: "/nowhere/tokenizer.json") }
        #expect(error?.code == .file)
    }

    @Test(arguments: [
        ("\"vocab\": {", "\"vocab\": {\"aab\": 300,"), ("\"vocab\": {", "\"vocab\": {\"aab\": -1,"),
        ("\"merges\": [", "\"merges\": [[\"a\", \"nowhere\"],"), ("\"merges\": [", "\"merges\": [\"a b c\","),
        ("\"vocab\": {", "\"vocab\": {\"aab\": \"x\","), ("\"model\"", "\"mode\""),
        // Text would vanish, or end lines, unseen.
        ("\"~\": ", "\"~~\": "), ("\"content\": \"<|pad|>\"", "\"content\": \"\""), ("\"content\": \"<|pad|>\"", "\"content\": \"<|user|>\""),
        ("{\"id\": 0, \"content\": \"<|pad|>\"", "{\"id\": 100, \"content\": \"<|pad|>\""),
    ])
    func `a damaged file is refused`(original: String, changed: String) async throws {
        try await withTemporaryFolder { folder in
            let sound = try trained().json
            let json = sound.replacingOccurrences(of: original, with: changed)
            #expect(json != sound)
            let file = folder + "/tokenizer.json"
            try Data(json.utf8).write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: HoldfastError.self) { try ByteLevelBPETokenizer(file: file) }
            #expect(error?.code == .format)
        }
    }
}
