// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Signs that a line was not spoken from the user's seat: certain ones only, because a line that bears one is worth nothing.
///
/// How much a line merely sounds like the other seat is measured by `AssistantLikeness`.
enum RoleLeakage {
    /// A phrase, and words that make it innocent where one of them follows.
    private struct Phrase {
        var words: [String]
        var notBefore: Set<String>

        func stands(in words: [String], at place: Int) -> Bool {
            let end = place + self.words.count
            guard end <= words.count, words[place..<end].elementsEqual(self.words) else { return false }
            return end == words.count || !notBefore.contains(words[end])
        }
    }

    /// Whom somebody may be who works with models.
    private static let trades: Set<String> = [
        "artist", "company", "consultant", "developer", "engineer", "enthusiast", "expert", "professor", "researcher", "scientist", "specialist",
        "startup", "student", "teacher",
    ]

    /// Phrases only a model or an agent says; a refusal is among them, so that refusing never pays.
    private static let texts: [(String, notBefore: Set<String>)] =
        [
            "as a language model", "language model", "artificial intelligence i", "i am just an ai", "i'm just an ai", "i am a virtual assistant",
            "i'm a virtual assistant", "as a virtual assistant", "as your assistant", "i cannot assist", "i can't assist", "i am unable to assist",
            "i'm unable to assist", "i cannot help with that", "i can't help with that", "i cannot help you with that", "i can't help you with that",
            "i cannot fulfill", "i can't fulfill", "i cannot fulfil", "i can't fulfil", "i cannot comply", "i can't comply", "how can i help",
            "how may i help", "how can i assist", "how may i assist", "what can i do for you", "is there anything else i can",
            "anything else i can help",
            "can i help you with anything", "may i help you with anything", "please hold while i", "let me check that for you",
            "let me look that up for you", "the user would say", "the customer would say", "as the simulated user", "my system prompt",
        ].map { ($0, []) } + [
            ("as an ai", trades), ("i am an ai", trades), ("i'm an ai", trades), ("thank you for calling", ["me", "back"]),
            ("thank you for contacting", ["me"]),
        ]

    /// Phrases by their first word. A typographic apostrophe parts a word, so that `I’m` is `i m`.
    private static let phrases: (firstWords: Vocabulary, byFirstWord: [[Phrase]]) = {
        var firstWords = Vocabulary()
        var phrases: [[Phrase]] = []
        for (text, notBefore) in texts {
            for spelling in Set([text, text.replacing("'", with: " ")]) {
                let words = LineText(spelling).words
                guard let first = words.first else { continue }
                let number = Int(firstWords.add(first))
                if number == phrases.count { phrases.append([]) }
                phrases[number].append(Phrase(words: words, notBefore: notBefore))
            }
        }
        return (firstWords, phrases)
    }()

    static func isFound(in line: String, words: LineText) -> Bool {
        if SpeakerMarks.areFound(in: line) { return true }
        let phrases = phrases
        for place in words.words.indices {
            var word = words.words[place]
            let first = word.withUTF8 { phrases.firstWords.number(of: $0) }
            if first != Vocabulary.unknown, phrases.byFirstWord[Int(first)].contains(where: { $0.stands(in: words.words, at: place) }) { return true }
        }
        return false
    }
}
