// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

extension ByteLevelBPETokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// Taken: a BPE model with merges in either notation, special added tokens, the `ByteLevel` pre-tokenizer with its GPT-2 pattern,
    /// alone or after `Digits(individual_digits: true)`, and the `ByteLevel` decoder.
    /// - Throws: `file` where it cannot be read; `format` where it is cut off or damaged; `model` where it is a tokenizer of
    ///   another kind, named in the message.
    public init(file: String) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw HoldfastError(.file, "cannot read the tokenizer \(file); give the path of an existing tokenizer.json", cause: SystemCause(error))
        }
        let contents: TokenizerFile
        do {
            let decoder = JSONDecoder()
            let kind = try decoder.decode(TokenizerFile.Kind.self, from: data).model.type
            guard kind ?? "BPE" == "BPE" else { throw Self.unsupported("the model \(kind ?? "")", in: file) }
            contents = try decoder.decode(TokenizerFile.self, from: data)
        } catch let error as HoldfastError {
            throw error
        } catch {
            throw HoldfastError(
                .format, "\(file) is no complete tokenizer.json (\(data.count) bytes); fetch or write it again", cause: error)
        }
        try self.init(contents, file: file)
    }

    private init(_ contents: TokenizerFile, file: String) throws {
        try Self.refuseUnsupported(contents, file: file)
        let preTokenizer = try Self.preTokenizer(contents.preTokenizer, file: file)
        let added = contents.addedTokens ?? []
        let special = try Self.special(added, file: file)
        var tokens: [[UInt8]?] = []
        func place(_ bytes: [UInt8], at id: Int32, spelling: String) throws {
            guard id >= 0, id < 1 << 24 else { throw Self.damaged("token \(spelling) has the id \(id)", in: file) }
            while tokens.count <= Int(id) { tokens.append(nil) }
            guard tokens[Int(id)] == nil || tokens[Int(id)] == bytes else {
                throw Self.damaged("two tokens have the id \(id), \(spelling) is one of them", in: file)
            }
            tokens[Int(id)] = bytes
        }
        for token in added { try place(Array(token.content.utf8), at: token.id, spelling: token.content) }
        for (spelling, id) in contents.model.vocab where !special.contains(SpecialToken(spelling: spelling, id: id)) {
            guard let bytes = ByteAlphabet.bytes(of: spelling) else {
                throw Self.unsupported("a vocabulary that is not byte-level (token \(spelling))", in: file)
            }
            try place(bytes, at: id, spelling: spelling)
        }
        try Self.requireLetters(contents.model.vocab, file: file)
        var merges = MergeTable()
        let vocabulary = contents.model.vocab
        for merge in contents.model.merges {
            guard let left = vocabulary[merge.left], let right = vocabulary[merge.right], let made = vocabulary[merge.left + merge.right] else {
                throw Self.damaged("the merge of \(merge.left) and \(merge.right) names a token that the vocabulary lacks", in: file)
            }
            merges.append(TokenPair(left: left, right: right), makes: made)
        }
        self.init(
            tokens: tokens, specialTokens: Array(special), merges: merges, preTokenizer: preTokenizer,
            takesWholeWords: contents.model.ignoreMerges ?? false)
    }

    private static func special(_ added: [TokenizerFile.AddedToken], file: String) throws -> Set<SpecialToken> {
        var ids: [String: Int32] = [:]
        for token in added {
            guard !token.content.isEmpty else { throw damaged("the special token \(token.id) is empty", in: file) }
            guard ids.updateValue(token.id, forKey: token.content) ?? token.id == token.id else {
                throw damaged("two special tokens are called \(token.content)", in: file)
            }
        }
        return Set(ids.map { SpecialToken(spelling: $0.key, id: $0.value) })
    }

    /// Rare bytes may be missing, as in files of the reference library. Without the printable ones text would vanish unseen.
    private static func requireLetters(_ vocabulary: [String: Int32], file: String) throws {
        for byte in UInt8(ascii: " ")...UInt8(ascii: "~") where vocabulary[ByteAlphabet.spelling(of: [byte])] == nil {
            throw damaged("its vocabulary has no token for the character \"\(Unicode.Scalar(byte))\"", in: file)
        }
    }

    private static func refuseUnsupported(_ contents: TokenizerFile, file: String) throws {
        let model = contents.model
        let refused: [(Bool, String)] = [
            (contents.normalizer != nil, "the normalizer \(contents.normalizer?.type ?? "")"),
            (contents.decoder?.type != "ByteLevel", "the decoder \(contents.decoder?.type ?? "null")"),
            ((model.dropout ?? 0) != 0, "BPE dropout"),
            (!(model.prefix ?? "").isEmpty, "the subword prefix \(model.prefix ?? "")"),
            (!(model.suffix ?? "").isEmpty, "the word suffix \(model.suffix ?? "")"),
            (model.byteFallback ?? false, "byte fallback"),
        ]
        for (isRefused, what) in refused where isRefused { throw unsupported(what, in: file) }
        for token in contents.addedTokens ?? [] where !token.special {
            throw unsupported("the added token \(token.content), which is not special,", in: file)
        }
    }

    private static func preTokenizer(_ component: TokenizerFile.Component?, file: String) throws -> PreTokenizer {
        guard let component else { throw unsupported("no pre-tokenizer", in: file) }
        var parts = component.type == "Sequence" ? component.parts ?? [] : [component]
        var splitsDigits = false
        if parts.first?.type == "Digits" {
            splitsDigits = parts.removeFirst().individualDigits ?? false
            guard splitsDigits else { throw unsupported("the pre-tokenizer Digits without individual_digits", in: file) }
        }
        if let other = parts.first(where: { $0.type != "ByteLevel" }) { throw unsupported("the pre-tokenizer \(other.type)", in: file) }
        guard parts.count == 1, let byteLevel = parts.first else {
            throw unsupported("\(parts.count) ByteLevel pre-tokenizers", in: file)
        }
        guard byteLevel.useRegex ?? true else { throw unsupported("the pre-tokenizer ByteLevel without its pattern", in: file) }
        return PreTokenizer(addsPrefixSpace: byteLevel.addPrefixSpace ?? true, splitsDigits: splitsDigits)
    }

    private static func unsupported(_ what: String, in file: String) -> HoldfastError {
        HoldfastError(
            .model, "\(file) is a tokenizer with \(what), which is not supported; use a model with a byte-level BPE tokenizer as GPT-2 has it")
    }

    private static func damaged(_ what: String, in file: String) -> HoldfastError {
        HoldfastError(.format, "\(file) is damaged: \(what); fetch or write it again")
    }
}
