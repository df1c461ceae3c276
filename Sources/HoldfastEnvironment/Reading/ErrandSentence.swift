// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Reads the sentence of one errand back: what is wanted, and with which values.
struct ErrandSentence {
    let definition: DomainDefinition

    /// The errand that a sentence names with all its values, or nil.
    func draft(_ sentence: String) -> ErrandDraft? {
        let text = sentence.last.map { ".!".contains($0) } ?? false ? String(sentence.dropLast()) : sentence
        for intent in definition.intents {
            for start in [intent.prompt, intent.prompt.replacingYouWant("You also want")] where text.hasPrefix(start) {
                let rest = text.dropFirst(start.count)
                guard rest.isEmpty || rest.first == " ", let wanted = values(in: rest, of: intent.required) else { continue }
                return ErrandDraft(intent: intent, wanted: wanted)
            }
        }
        return nil
    }

    /// Words that a value can have, with those of its template around it.
    private static let mostWords = 8

    /// Where a piece can end: behind each of its first words.
    private static func ends(in text: Substring) -> [Substring.Index] {
        var ends: [Substring.Index] = []
        for index in text.indices where text[index] == " " || text[index] == "," {
            ends.append(index)
            if ends.count == mostWords { return ends }
        }
        return ends + [text.endIndex]
    }

    /// The values that the pieces of the sentence give, whatever their order; nil where a piece is none.
    private func values(in text: Substring, of names: [Attribute]) -> [Attribute: String]? {
        let text = text.drop { $0 == " " || $0 == "," }
        guard !text.isEmpty else { return [:] }
        for name in names {
            guard let attribute = definition.attribute(name), let slot = TemplateSlot(attribute.prompt), text.hasPrefix(slot.before) else { continue }
            let body = text.dropFirst(slot.before.count)
            for end in Self.ends(in: body) {
                let piece = body[..<end]
                guard piece.hasSuffix(slot.after), let value = attribute.value(named: piece.dropLast(slot.after.count)),
                    var more = values(in: body[end...], of: names.filter { $0 != name })
                else { continue }
                more[name] = value
                return more
            }
        }
        return nil
    }
}
