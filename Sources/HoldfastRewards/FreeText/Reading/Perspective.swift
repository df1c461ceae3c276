// SPDX-License-Identifier: Apache-2.0

/// From where a text speaks of the person it is about; sentences are rewritten to the first person, so that one grammar reads all.
enum Perspective {
    case first, second, third

    /// Lines speak in the first person; a persona's sentence in whichever it uses.
    static func of(_ sentence: ArraySlice<TextWord>) -> Perspective? {
        var second = false, third = false
        for word in sentence {
            switch word.word {
            case "i", "my", "me", "mine", "we", "our": return .first
            case "you", "your", "yours": second = true
            case "he", "she", "his", "her", "they", "their", "user", "user's", "customer", "patient", "person", "speaker", "persona": third = true
            default: break
            }
        }
        return second ? .second : third ? .third : nil
    }

    /// The sentence as its person would say it.
    func rewritten(_ sentence: ArraySlice<TextWord>, lexicon: FreeTextLexicon) -> [TextWord] {
        guard self != .first else { return Array(sentence) }
        var words: [TextWord] = []
        words.reserveCapacity(sentence.count)
        for word in sentence {
            var word = word
            let replacement: String? =
                switch (self, word.word) {
                case (.second, "you"): "i"
                case (.second, "your"), (.second, "yours"): "my"
                case (.third, "he"), (.third, "she"), (.third, "they"): "i"
                case (.third, "his"), (.third, "her"), (.third, "their"), (.third, "user's"): "my"
                case (.third, "user"), (.third, "customer"), (.third, "patient"), (.third, "speaker"), (.third, "persona"):
                    words.last?.is(.article) ?? true ? "i" : nil
                case (.third, "person"): words.last?.word == "the" || words.last?.word == "this" ? "i" : nil
                default: nil
                }
            if let replacement {
                if let last = words.last, last.is(.article) || last.word == "this" {
                    word.gap = last.gap
                    words.removeLast()
                }
                let entry = lexicon.entry(for: replacement)
                word.word = replacement
                word.key = entry.key
                word.tags = entry.tags
            }
            words.append(word)
        }
        return words
    }
}
