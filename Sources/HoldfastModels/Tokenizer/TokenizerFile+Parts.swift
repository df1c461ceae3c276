// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Normalizer {
    /// Reads the normalizer of a file; nil where it has none.
    init?(_ file: TokenizerFile) throws {
        guard let part = file["normalizer"] else { return nil }
        self = try Normalizer(part, file)
    }

    private init(_ part: JSONTree, _ file: TokenizerFile) throws {
        let type = part["type"]?.text ?? "without a type"
        switch type {
        case "NFC": self = .nfc
        case "Sequence": self = .sequence(try (part["normalizers"]?.items ?? []).map { try Normalizer($0, file) })
        case "Prepend":
            guard let prefix = part["prepend"]?.bytes else { throw file.damaged("the normalizer Prepend has no prefix") }
            self = .prepend(prefix)
        case "Replace":
            guard let pattern = part["pattern"]?["String"]?.bytes, !pattern.isEmpty, let content = part["content"]?.bytes else {
                throw file.unsupported("the normalizer Replace with a pattern that is no string")
            }
            self = .replace(pattern, by: content)
        default: throw file.unsupported("the normalizer \(type)")
        }
    }
}

extension TokenDecoding {
    init(_ file: TokenizerFile) throws {
        guard let part = file["decoder"] else { throw file.unsupported("no decoder") }
        var steps = part["type"]?.text == "Sequence" ? part["decoders"]?.items ?? [] : [part]
        func take(_ type: String) -> JSONTree? { steps.first?["type"]?.text == type ? steps.removeFirst() : nil }
        if steps.count == 1, take("ByteLevel") != nil {
            self = .byteLevel
            return
        }
        var marked = Marked()
        if let replace = take("Replace") {
            guard let mark = replace["pattern"]?["String"]?.bytes, !mark.isEmpty, let content = replace["content"]?.bytes else {
                throw file.unsupported("the decoder Replace with a pattern that is no string")
            }
            (marked.mark, marked.space) = (mark, content)
        } else if let metaspace = take("Metaspace") {
            let options = try Metaspace(metaspace, file)
            (marked.mark, marked.space) = (options.mark, [UInt8(ascii: " ")])
            marked.dropsFirstMarks = options.prepends != .never
        }
        marked.fallsBack = take("ByteFallback") != nil
        if take("Fuse") != nil, let strip = take("Strip") {
            guard let content = strip["content"]?.bytes, !content.isEmpty, let start = strip["start"]?.integer, strip["stop"]?.integer == 0 else {
                throw file.unsupported("the decoder Strip at the end of a text")
            }
            (marked.stripped, marked.stripCount) = (content, start)
        }
        if let other = steps.first { throw file.unsupported("the decoder \(other["type"]?.text ?? "without a type") in this place") }
        self = .marked(marked)
    }
}

extension SequenceTemplate {
    /// Reads the post-processor: none, `ByteLevel` (which changes offsets only), `TemplateProcessing`, or a sequence of them.
    init(_ file: TokenizerFile, vocabularySize: Int) throws {
        self.init()
        guard let part = file["post_processor"] else { return }
        for step in part["type"]?.text == "Sequence" ? part["processors"]?.items ?? [] : [part] {
            let type = step["type"]?.text ?? "without a type"
            if type == "ByteLevel" { continue }
            guard type == "TemplateProcessing" else { throw file.unsupported("the post-processor \(type)") }
            guard self == SequenceTemplate() else { throw file.unsupported("two post-processors TemplateProcessing") }
            var isAfter = false
            for item in step["single"]?.items ?? [] {
                if let name = item["SpecialToken"]?["id"]?.text {
                    let ids = step["special_tokens"]?[name]?["ids"]?.items?.compactMap(\.integer) ?? []
                    guard !ids.isEmpty, ids.allSatisfy((0..<vocabularySize).contains) else {
                        throw file.damaged("the post-processor names \(name), which it gives no id in the vocabulary")
                    }
                    if isAfter { after += ids.map(Int32.init) } else { before += ids.map(Int32.init) }
                } else {
                    guard item["Sequence"]?["id"]?.text == "A", !isAfter else {
                        throw file.unsupported("a TemplateProcessing that does not use the text once")
                    }
                    isAfter = true
                }
            }
            guard isAfter else { throw file.unsupported("a TemplateProcessing that does not use the text once") }
        }
    }
}

extension Truncation {
    /// Reads how long sequences may be; nil where the file does not say.
    init?(_ file: TokenizerFile, reserving reserved: Int) throws {
        guard let part = file["truncation"] else { return nil }
        guard let limit = part["max_length"]?.integer, let side = Side(rawValue: part["direction"]?.text ?? "Right") else {
            throw file.damaged("its truncation has no max_length, or a direction other than Left and Right")
        }
        guard part["strategy"]?.text != "OnlySecond" else { throw file.unsupported("the truncation strategy OnlySecond") }
        guard limit >= reserved else { throw file.unsupported("a truncation to \(limit) tokens, fewer than the special tokens it adds") }
        self.init(limit: limit, side: side)
    }
}

extension Padding {
    /// Reads how sequences are filled up; nil where the file does not say.
    init?(_ file: TokenizerFile, vocabularySize: Int) throws {
        guard let part = file["padding"] else { return nil }
        guard let id = part["pad_id"]?.integer, let side = Truncation.Side(rawValue: part["direction"]?.text ?? "Right"),
            (0..<vocabularySize).contains(id)
        else { throw file.damaged("its padding has no pad_id in the vocabulary, or a direction other than Left and Right") }
        self.init(
            length: part["strategy"]?["Fixed"]?.integer, multiple: max(part["pad_to_multiple_of"]?.integer ?? 1, 1), id: Int32(id), side: side)
    }
}
