// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension DomainAttribute {
    /// The canonical value that a text names, whatever the case of its letters; nil where it names none.
    func value(named text: some StringProtocol) -> String? {
        let said = text.lowercased()
        if case .listed(let spellings) = spelling {
            let named = spellings.filter { $0.value.lowercased() == said }.keys.min()
            if let named { return named }
        }
        switch lexicon.pattern {
        case .closed(let forms): return forms.filter { $0.key == said || $0.value.contains(said) }.keys.min()
        case .number(let range):
            if let number = Int(said) { return range.contains(number) ? String(number) : nil }
            return (0..<100).first { range.contains($0) && NumberWords.spell($0) == said }.map(String.init)
        case .open(let limit):
            let words = said.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count <= limit, words.allSatisfy({ !$0.isEmpty }) else { return nil }
            // What the world tells is kept as it is told.
            return role == .result ? String(text) : said
        }
    }

    /// The canonical value with which a template becomes the text, letters of either case being alike.
    func value(in text: String, filling template: String) -> String? {
        guard let slot = TemplateSlot(template) else { return nil }
        return slot.value(in: text).flatMap(value)
    }
}

/// A template around its `{}`.
struct TemplateSlot: Hashable, Sendable {
    let before: String
    let after: String

    /// Nil for a template without a slot.
    init?(_ template: String) {
        guard let open = template.firstRange(of: "{}") else { return nil }
        before = String(template[..<open.lowerBound])
        after = String(template[open.upperBound...])
    }

    /// What stands in the slot of a text that is the filled template, letters of either case being alike.
    func value(in text: String) -> Substring? {
        guard text.count > before.count + after.count, text.prefix(before.count).lowercased() == before.lowercased(),
            text.suffix(after.count).lowercased() == after.lowercased()
        else { return nil }
        return text.dropFirst(before.count).dropLast(after.count)
    }
}

extension String {
    /// The sentences of a text, each with the mark that ends it: a full stop, question or exclamation mark before white space, or the end
    /// of a line.
    var sentences: [String] {
        var found: [String] = []
        for line in split(whereSeparator: \.isNewline) {
            var sentence = ""
            var isOver = false
            for character in line {
                if isOver, character.isWhitespace {
                    found.append(sentence)
                    sentence = ""
                }
                isOver = character == "." || character == "!" || character == "?"
                if !(sentence.isEmpty && character.isWhitespace) { sentence.append(character) }
            }
            while sentence.last?.isWhitespace == true { sentence.removeLast() }
            if !sentence.isEmpty { found.append(sentence) }
        }
        return found
    }
}
