// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastModels

/// What does not need the reference: refusals, truncation, bytes and streams.
struct BPETokenizerTests {
    /// A tokenizer over characters with byte fallback, and one over bytes.
    private static func json(_ changes: [(String, String)] = [], bytes: Bool = false) -> String {
        let fallback = (0..<256).map { "\"<0x\(String(format: "%02X", $0))>\": \($0 + 3)" }.joined(separator: ", ")
        let alphabet = (0..<256).map { "\"\(ByteAlphabet.scalars[$0])\": \($0 + 3)" }.joined(separator: ", ")
            .replacingOccurrences(of: "\"\"\"", with: "\"\\\"\"").replacingOccurrences(of: "\"\\\":", with: "\"\\\\\":")
        let marked = """
            {"truncation": null, "padding": null,
             "added_tokens": [{"id": 1, "content": "<s>", "special": true}],
             "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
             "pre_tokenizer": null,
             "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
              "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
             "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
              {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
             "model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true, "ignore_merges": false,
              "vocab": {"<unk>": 0, "<s>": 1, \(fallback), "▁": 259, "a": 260, "b": 261, "ab": 262, "▁ab": 263}, "merges": ["a b", "▁ ab"]}}
            """
        let byteLevel = """
            {"added_tokens": [], "normalizer": null,
             "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"}, "behavior": "Isolated", "invert": false},
              {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]},
             "decoder": {"type": "ByteLevel"}, "model": {"type": "BPE", "vocab": {\(alphabet)}, "merges": []}}
            """
        return changes.reduce(bytes ? byteLevel : marked) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }

    private func read(_ json: String) async throws -> BPETokenizer {
        try await withTemporaryFolder { folder in
            try Data(json.utf8).write(to: URL(fileURLWithPath: folder + "/tokenizer.json"))
            return try BPETokenizer(file: folder + "/tokenizer.json")
        }
    }

    @Test func `marks, fallback and the template`() async throws {
        let tokenizer = try await read(Self.json())
        #expect(tokenizer.encode("ab ab") == [263, 263])
        #expect(tokenizer.encode("é") == [259, 3 + 0xC3, 3 + 0xA9])
        #expect(tokenizer.encode("<s>").contains(1) == false)
        #expect(tokenizer.encode("<s>", recognisingSpecialTokens: true) == [1])
        #expect(tokenizer.encodeSequence("ab") == [1, 263])
        #expect(tokenizer.encodeSequence("ab", addingSpecialTokens: false) == [263])
        #expect(tokenizer.decode([1, 263, 263]) == "ab ab")
        #expect(tokenizer.decode([1, 263], includingSpecial: true) == "<s> ab")
        #expect(tokenizer.bytes(of: 263) == Array(" ab".utf8))
    }

    @Test func `a limit that is set holds for sequences, not for parts`() async throws {
        var tokenizer = try await read(Self.json())
        tokenizer.truncation = Truncation(limit: 3)
        #expect(tokenizer.encodeSequence("ab ab ab a") == [1, 263, 263])
        tokenizer.truncation = Truncation(limit: 3, side: .left)
        #expect(tokenizer.encodeSequence("ab ab ab a") == [1, 259, 260])
        #expect(tokenizer.encode("ab ab ab").count == 3)
        tokenizer.truncation = Truncation(limit: 0)
        #expect(tokenizer.encodeSequence("ab", addingSpecialTokens: false) == [])
    }

    @Test func `a malformed run of fallback bytes, at once and streamed`() async throws {
        let tokenizer = try await read(Self.json())
        let ids: [Int32] = [263, 3 + 0xC3, 3 + 0xA9, 3 + 0xFF, 3 + 0x41, 263]
        #expect(tokenizer.decode(ids) == "ab\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD} ab")
        var decoder = tokenizer.streamingDecoder()
        #expect(ids.map { decoder.append($0) } == ["ab", "", "é", "\u{FFFD}", "\u{FFFD}", " ab"])
        #expect(decoder.append(3 + 0xF0) == "" && decoder.finish() == "\u{FFFD}" && decoder.finish() == "")
    }

    @Test func `bytes stream as they become valid, for all ways to break them`() async throws {
        let tokenizer = try await read(Self.json(bytes: true))
        for seed in 1...300 as ClosedRange<UInt64> {
            var stream = RandomKey(seed: seed, purpose: .text).stream
            var bytes = Array((TokenizerTexts.mixed(count: 1, seed: seed).first ?? "").utf8)
            for _ in 0..<(stream.next() % 4) where !bytes.isEmpty {
                bytes[Int(stream.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: stream.next())
            }
            let ids = tokenizer.encode(bytes: bytes)
            #expect(ids == bytes.map { Int32($0) + 3 }, "seed \(seed)")
            var decoder = tokenizer.streamingDecoder()
            var text = ""
            for (index, id) in ids.enumerated() {
                text += decoder.append(id)
                // Nothing is held back longer than one scalar may take.
                #expect(String(decoding: bytes[...index], as: UTF8.self).utf8.count - text.utf8.count <= 3, "seed \(seed)")
            }
            text += decoder.finish()
            #expect(Array(text.utf8) == Array(String(decoding: bytes, as: UTF8.self).utf8), "seed \(seed)")
        }
    }

    @Test(arguments: [
        ("\"type\": \"BPE\"", "\"type\": \"WordPiece\"", "WordPiece"), ("\"dropout\": null", "\"dropout\": 0.1", "dropout"),
        ("\"type\": \"Prepend\"", "\"type\": \"Lowercase\"", "Lowercase"), ("{\"String\": \" \"}", "{\"Regex\": \" \"}", "Replace"),
        ("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\": \"Whitespace\"}", "Whitespace"),
        ("\"type\": \"TemplateProcessing\"", "\"type\": \"BertProcessing\"", "BertProcessing"),
        ("\"id\": \"A\"", "\"id\": \"B\"", "TemplateProcessing"), ("\"stop\": 0", "\"stop\": 1", "Strip"),
        ("{\"type\": \"Fuse\"}", "{\"type\": \"WordPiece\"}", "WordPiece"), ("\"dropout\": null", "\"end_of_word_suffix\": \"</w>\"", "</w>"),
        ("\"pre_tokenizer\": null", "\"pre_tokenizer\": {\"type\": \"ByteLevel\"}", "byte fallback"),
        ("\"truncation\": null", "\"truncation\": {\"max_length\": 5, \"direction\": \"Right\", \"strategy\": \"OnlySecond\"}", "OnlySecond"),
    ])
    func `what is not supported is refused by name`(original: String, changed: String, name: String) async throws {
        let error = await #expect(throws: HoldfastError.self) { try await read(Self.json([(original, changed)])) }
        #expect(error?.code == .model)
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "no error")")
    }

    @Test(arguments: [
        ("\\\\p{N}|", "\\\\p{N}{1,2}|", "{1,2}"), ("Isolated", "MergedWithNext", "MergedWithNext"), ("Isolated", "Removed", "Removed"),
        ("\"use_regex\": false", "\"use_regex\": true", "pattern"), ("\"add_prefix_space\": false", "\"add_prefix_space\": true", "add_prefix_space"),
        ("\"Split\"", "\"Punctuation\"", "Punctuation"),
    ])
    func `another way to cut bytes is refused by name`(original: String, changed: String, name: String) async throws {
        let error = await #expect(throws: HoldfastError.self) { try await read(Self.json([(original, changed)], bytes: true)) }
        #expect(error?.code == .model)
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "no error")")
    }

    @Test(arguments: [
        ("\"▁\": 259", "\"▁\": 260"), ("\"a b\"", "\"a c\""), ("\"ids\": [1]", "\"ids\": [9999]"),
        ("\"unk_token\": \"<unk>\"", "\"unk_token\": \"<none>\""),
        ("\"padding\": null", "\"padding\": {\"pad_id\": 9999}"), ("\"truncation\": null", "\"truncation\": {\"direction\": \"Right\"}"),
        ("\"id\": 1,", ""), ("\"a\": 260", "\"a\": 260, \"a\": 264"), ("\"vocab\"", "\"words\""),
    ])
    func `a damaged file is refused`(original: String, changed: String) async throws {
        let error = await #expect(throws: HoldfastError.self) { try await read(Self.json([(original, changed)])) }
        #expect(error?.code == .format)
    }

    @Test func `the base simulator's tokenizer is written as it was read`() async throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../checkpoints/base/tokenizer.json").path
        try await withTemporaryFolder { folder in
            try ByteLevelBPETokenizer(file: file).write(to: folder + "/tokenizer.json")
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/tokenizer.json")) == Data(contentsOf: URL(fileURLWithPath: file)))
        }
        let general = try BPETokenizer(file: file)
        let trained = try ByteLevelBPETokenizer(file: file)
        for text in TokenizerTexts.awkward + TokenizerTexts.training { #expect(general.encode(text) == trained.encode(text)) }
    }
}

struct JSONParserTests {
    @Test(arguments: [
        "", "{", "[1,]", "{\"a\" 1}", "\"\\ud800\"", "\"\\uD800\\u0041\"", "\"\u{1}\"", "tru", "1 2", "\"a", "nan", "{1: 2}", "\"\\x\"",
    ])
    func `what is no JSON is refused`(text: String) { #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(text.utf8)) } }

    @Test func `deep nesting is refused, not followed`() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func `two spellings of a letter are two keys`() throws {
        let tree = try JSONParser.parse(
            Array(#" {"é": 1, "e\u0301": -2.5e1, "s": "\"\\\/\b\f\n\r\t\ud83d\ude00", "l": [true, false, null, {}]} "#.utf8))
        #expect(tree.members?.count == 4)
        #expect(tree["e\u{301}"]?.integer == -25)
        #expect(tree["s"]?.text == "\"\\/\u{8}\u{C}\n\r\t😀")
        #expect(tree["l"]?.items?.count == 4)
    }
}
