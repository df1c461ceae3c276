// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Signs that a line was not spoken from the user's seat: certain ones only, because a line that bears one is worth nothing.
///
/// How much a line merely sounds like the other seat is measured by `AssistantLikeness`.
enum RoleLeakage {
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

    private static let phrases = LeakingPhrases(texts)

    static func isFound(in line: String, words: LineText) -> Bool {
        SpeakerMarks.areFound(in: line) || phrases.areFound(in: words.words)
    }
}

/// Phrases filed under the longest of their words, which few lines have: the others are compared only where it stands.
private final class LeakingPhrases: Sendable {
    private struct Phrase {
        var words: [String]
        /// Which of the words it is filed under.
        var anchor: Int
        /// Words that make it innocent where one of them follows.
        var notBefore: Set<String>

        /// Whether the phrase stands in a line that has its anchor at `place`.
        func stands(in line: [String], at place: Int) -> Bool {
            let start = place - anchor
            let end = start + words.count
            guard start >= 0, end <= line.count, line[start..<end].elementsEqual(words) else { return false }
            return end == line.count || !notBefore.contains(line[end])
        }
    }

    private let anchors: Vocabulary
    /// Lengths of anchors by the low bits of their first byte: most words are none of them by these two alone.
    private let lengths: [UInt64]
    private let byAnchor: [[Phrase]]

    /// A typographic apostrophe parts a word, so that `I’m` is `i m`: phrases with an apostrophe are filed both ways.
    init(_ texts: [(String, notBefore: Set<String>)]) {
        var anchors = Vocabulary()
        var byAnchor: [[Phrase]] = []
        for (text, notBefore) in texts {
            for spelling in Set([text, text.replacing("'", with: " ")]) {
                let words = LineText(spelling).words
                guard let anchor = words.indices.max(by: { words[$0].utf8.count < words[$1].utf8.count }) else { continue }
                let number = Int(anchors.add(words[anchor]))
                if number == byAnchor.count { byAnchor.append([]) }
                byAnchor[number].append(Phrase(words: words, anchor: anchor, notBefore: notBefore))
            }
        }
        var lengths = [UInt64](repeating: 0, count: 32)
        for phrases in byAnchor {
            guard let phrase = phrases.first, let first = phrase.words[phrase.anchor].utf8.first else { continue }
            lengths[Int(first & 31)] |= 1 << UInt64(min(phrase.words[phrase.anchor].utf8.count, 63))
        }
        self.lengths = lengths
        self.anchors = anchors
        self.byAnchor = byAnchor
    }

    func areFound(in line: [String]) -> Bool {
        for place in line.indices {
            var word = line[place]
            let number = word.withUTF8 { bytes in
                guard let first = bytes.first, lengths[Int(first & 31)] >> UInt64(min(bytes.count, 63)) & 1 == 1 else { return Vocabulary.unknown }
                return anchors.number(of: bytes)
            }
            guard number != Vocabulary.unknown else { continue }
            if byAnchor[Int(number)].contains(where: { $0.stands(in: line, at: place) }) { return true }
        }
        return false
    }
}
