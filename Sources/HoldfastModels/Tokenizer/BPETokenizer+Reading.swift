// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension BPETokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// Source: the format of the `tokenizers` package, version 0.23. What is read and what is refused stands in `docs/tokenizers.md`.
    /// - Throws: `file` where it cannot be read; `format` where it is cut off or damaged; `model` where it is a tokenizer of
    ///   another kind, named in the message.
    public init(file path: String) throws {
        let file = try TokenizerFile(path: path)
        let preTokenizer = try PreTokenizer(file)
        var parts = Parts(
            spellings: try file.spellings(), addedTokens: file.addedTokens, normalizer: try Normalizer(file), preTokenizer: preTokenizer,
            model: try BytePairModel(file, isByteLevel: preTokenizer.isByteLevel), decoding: try TokenDecoding(file))
        parts.template = try SequenceTemplate(file, vocabularySize: parts.spellings.count)
        parts.truncation = try Truncation(file, reserving: parts.template.before.count + parts.template.after.count)
        parts.padding = try Padding(file, vocabularySize: parts.spellings.count)
        self.init(parts)
    }
}

extension BPETokenizer.PreTokenizer {
    var isByteLevel: Bool { if case .byteLevel = self { true } else { false } }

    init(_ file: TokenizerFile) throws {
        guard let part = file["pre_tokenizer"] else {
            self = .none
            return
        }
        if part["type"]?.text == "Metaspace" {
            self = .metaspace(try Metaspace(part, file))
        } else {
            self = .byteLevel(try ByteLevelPreTokenizer(part, file))
        }
    }
}

extension Metaspace {
    init(_ part: JSONTree, _ file: TokenizerFile) throws {
        guard let mark = part["replacement"]?.bytes, String(decoding: mark, as: UTF8.self).unicodeScalars.count == 1 else {
            throw file.damaged("the replacement of Metaspace is not one character")
        }
        // Files written before version 0.15 of the library say only whether there is a prefix.
        let legacy = part["add_prefix_space"]?.flag == false ? "never" : "always"
        let name = part["prepend_scheme"]?.text ?? legacy
        guard let prepends = Prepending(rawValue: name) else { throw file.unsupported("the prepend_scheme \(name)") }
        self.init(mark: mark, prepends: prepends, splits: part["split"]?.flag ?? true)
    }
}

extension ByteLevelPreTokenizer {
    /// Reads `ByteLevel`, or a sequence that ends with it: alone, after `Digits`, or after a `Split` with a known pattern.
    init(_ part: JSONTree, _ file: TokenizerFile) throws {
        var steps = part["type"]?.text == "Sequence" ? part["pretokenizers"]?.items ?? [] : [part]
        func name(_ step: JSONTree) -> String { step["type"]?.text ?? "without a type" }
        self.init(addsPrefixSpace: false, splitsDigits: false, pattern: nil)
        if let first = steps.first, name(first) == "Digits" {
            splitsDigits = first["individual_digits"]?.flag ?? false
            guard splitsDigits else { throw file.unsupported("the pre-tokenizer Digits without individual_digits") }
            steps.removeFirst()
        }
        if let first = steps.first, name(first) == "Split" {
            pattern = try Self.pattern(first, file)
            steps.removeFirst()
        }
        if let other = steps.first(where: { name($0) != "ByteLevel" }) { throw file.unsupported("the pre-tokenizer \(name(other))") }
        guard steps.count == 1, let byteLevel = steps.first else { throw file.unsupported("\(steps.count) ByteLevel pre-tokenizers") }
        addsPrefixSpace = byteLevel["add_prefix_space"]?.flag ?? true
        guard pattern != nil else {
            if byteLevel["use_regex"]?.flag ?? true { pattern = .gpt2 }
            return
        }
        if byteLevel["use_regex"]?.flag ?? true { throw file.unsupported("a Split before a ByteLevel pre-tokenizer that has its own pattern") }
        if addsPrefixSpace { throw file.unsupported("a prefix space for every word of a Split (add_prefix_space)") }
    }

    private static func pattern(_ split: JSONTree, _ file: TokenizerFile) throws -> WordPattern {
        guard let text = split["pattern"]?["Regex"]?.text else { throw file.unsupported("the pre-tokenizer Split without a Regex") }
        guard let pattern = WordPattern(text) else { throw file.unsupported("the Split pattern \(text)") }
        // The known patterns match all of a text, so that keeping matches and keeping everything are the same.
        let behavior = split["behavior"]?.text ?? "without a behavior"
        let isInverted = split["invert"]?.flag ?? false
        guard behavior == "Isolated" || behavior == "Removed" && isInverted else {
            throw file.unsupported("the Split behavior \(behavior)\(isInverted ? ", inverted" : "")")
        }
        return pattern
    }
}

extension BytePairModel {
    init(_ file: TokenizerFile, isByteLevel: Bool) throws {
        let model = file.model
        if let dropout = model["dropout"]?.number, dropout != 0 { throw file.unsupported("BPE dropout of \(dropout)") }
        for (key, what) in [("continuing_subword_prefix", "the subword prefix"), ("end_of_word_suffix", "the word suffix")] {
            if let affix = model[key]?.text, !affix.isEmpty { throw file.unsupported("\(what) \(affix)") }
        }
        let fallsBack = model["byte_fallback"]?.flag ?? false
        if fallsBack, isByteLevel { throw file.unsupported("both byte fallback and a ByteLevel pre-tokenizer") }
        // A special token is never made from text that only spells it.
        let special = Set(file.addedTokens.filter(\.isSpecial).map(\.id))
        let ordinary = file.vocabulary.filter { !special.contains($0.value) }
        self.init(alphabet: isByteLevel ? Self.bytes(ordinary) : Self.scalars(ordinary), merges: try file.mergeTable())
        if model["ignore_merges"]?.flag ?? false {
            for (spelling, id) in ordinary {
                guard isByteLevel else {
                    wholeWords[spelling] = id
                    continue
                }
                if let bytes = ByteAlphabet.bytes(of: String(decoding: spelling, as: UTF8.self)) { wholeWords[bytes] = id }
            }
        }
        if fallsBack {
            var ids = [Int32](repeating: -1, count: 256)
            for (spelling, id) in file.vocabulary {
                // The package looks for upper case only.
                guard let byte = TokenDecoding.fallbackByte(spelling), !spelling[3...].contains(where: { $0 >= UInt8(ascii: "a") }) else { continue }
                ids[Int(byte)] = id
            }
            fallback = ids
        }
        if let spelling = model["unk_token"]?.bytes {
            guard let id = file.vocabulary[spelling] else {
                throw file.damaged("its unknown token \(String(decoding: spelling, as: UTF8.self)) is not in the vocabulary")
            }
            unknown = id
        }
        fusesUnknown = model["fuse_unk"]?.flag ?? false
    }

    private static func bytes(_ vocabulary: [[UInt8]: Int32]) -> Alphabet {
        .bytes(ByteAlphabet.scalars.map { vocabulary[Array(String($0).utf8)] ?? -1 })
    }

    private static func scalars(_ vocabulary: [[UInt8]: Int32]) -> Alphabet {
        var ids: [Int32] = []
        for (spelling, id) in vocabulary where spelling.count <= 4 {
            let scalars = Array(String(decoding: spelling, as: UTF8.self).unicodeScalars)
            guard scalars.count == 1, let value = scalars.first.map({ Int($0.value) }) else { continue }
            if ids.count <= value { ids += [Int32](repeating: -1, count: value + 1 - ids.count) }
            ids[value] = id
        }
        return .scalars(ids)
    }
}
