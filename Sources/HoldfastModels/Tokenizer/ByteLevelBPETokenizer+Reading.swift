// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ByteLevelBPETokenizer {
    /// Reads a `tokenizer.json` of the kind that `write(to:)` writes.
    ///
    /// Taken: a BPE model with merges in either notation, special added tokens, the `ByteLevel` pre-tokenizer with its GPT-2 pattern,
    /// alone or after `Digits(individual_digits: true)`, and the `ByteLevel` decoder.
    /// - Throws: `file` where it cannot be read; `format` where it is cut off or damaged; `model` where it is a tokenizer of
    ///   another kind, named in the message.
    public init(file path: String) throws {
        let file = try TokenizerFile(path: path)
        try Self.refuseUnsupported(file)
        let preTokenizer = try Self.preTokenizer(file)
        try Self.requireLetters(file)
        let special = Set(file.addedTokens.map(\.id))
        var tokens = try file.spellings()
        for (spelling, id) in file.vocabulary where !special.contains(id) {
            guard let bytes = ByteAlphabet.bytes(of: String(decoding: spelling, as: UTF8.self)) else {
                throw file.unsupported("a vocabulary that is not byte-level (token \(String(decoding: spelling, as: UTF8.self)))")
            }
            tokens[Int(id)] = bytes
        }
        self.init(
            tokens: tokens,
            specialTokens: file.addedTokens.map { SpecialToken(spelling: String(decoding: $0.content, as: UTF8.self), id: $0.id) },
            merges: try file.mergeTable(), preTokenizer: preTokenizer, takesWholeWords: file.model["ignore_merges"]?.flag ?? false)
    }

    /// Rare bytes may be missing, as in files of the reference library. Without the printable ones text would vanish unseen.
    private static func requireLetters(_ file: TokenizerFile) throws {
        for byte in UInt8(ascii: " ")...UInt8(ascii: "~") where file.vocabulary[Array(ByteAlphabet.spelling(of: [byte]).utf8)] == nil {
            throw file.damaged("its vocabulary has no token for the character \"\(Unicode.Scalar(byte))\"")
        }
    }

    private static func refuseUnsupported(_ file: TokenizerFile) throws {
        func type(_ part: String) -> String? { file[part].map { $0["type"]?.text ?? "without a type" } }
        func affix(_ key: String) -> String { file.model[key]?.text ?? "" }
        let refused: [(Bool, String)] = [
            (type("normalizer") != nil, "the normalizer \(type("normalizer") ?? "")"),
            (type("decoder") != "ByteLevel", "the decoder \(type("decoder") ?? "null")"),
            ((file.model["dropout"]?.number ?? 0) != 0, "BPE dropout"),
            (!affix("continuing_subword_prefix").isEmpty, "the subword prefix \(affix("continuing_subword_prefix"))"),
            (!affix("end_of_word_suffix").isEmpty, "the word suffix \(affix("end_of_word_suffix"))"),
            (file.model["byte_fallback"]?.flag ?? false, "byte fallback"),
        ]
        for (isRefused, what) in refused where isRefused { throw file.unsupported(what) }
        for token in file.addedTokens where !token.isSpecial {
            throw file.unsupported("the added token \(String(decoding: token.content, as: UTF8.self)), which is not special,")
        }
    }

    private static func preTokenizer(_ file: TokenizerFile) throws -> ByteLevelPreTokenizer {
        guard let part = file["pre_tokenizer"] else { throw file.unsupported("no pre-tokenizer") }
        if part["type"]?.text == "Sequence", let split = part["pretokenizers"]?.items?.first(where: { $0["type"]?.text == "Split" }) {
            throw file.unsupported("the pre-tokenizer \(split["type"]?.text ?? "")")
        }
        let preTokenizer = try ByteLevelPreTokenizer(part, file)
        guard preTokenizer.pattern != nil else { throw file.unsupported("the pre-tokenizer ByteLevel without its pattern") }
        return preTokenizer
    }
}
