// SPDX-License-Identifier: Apache-2.0

/// What can be told of a line's style from its words alone.
struct LineStyle: Sendable {
    /// Lines of at most this many words are short turns.
    static let shortWords = 3

    var words = 0
    var letters = 0
    /// Has a question mark, or begins as questions do: with a question word, or with an auxiliary before a subject.
    var isQuestion = false
    /// Says please, thanks, sorry or the like.
    var isPolite = false
    var hasDigits = false
    private(set) var opening = Opening.nothing

    var isShort: Bool { words <= Self.shortWords }

    init(_ text: String) {
        var (words, hasDigits) = (0, false)
        var (all, first, second): (WordClass, WordClass, WordClass) = ([], [], [])
        WordClass.table.withUnsafeBufferPointer { table in
            LineWords.each(of: text) { hash, hasDigit in
                let found = WordClass.of(hash, in: table)
                if words == 0 { first = found } else if words == 1 { second = found }
                words += 1
                all.formUnion(found)
                if hasDigit { hasDigits = true }
            }
        }
        self.words = words
        self.hasDigits = hasDigits
        letters = text.utf8.count
        isPolite = all.contains(.polite)
        isQuestion =
            first.contains(.interrogative) || (first.contains(.auxiliary) && second.contains(.subject)) || text.utf8.contains(UInt8(ascii: "?"))
        opening =
            if words == 0 { .nothing } else if all.contains(.request) { .request } else if isQuestion {
                .question
            } else if first.contains(.greeting) && words <= 4 { .greeting } else { .statement }
    }
}

/// What a user's first line does, read from a few words: the first of these that fits.
public enum Opening: Int, Sendable, CaseIterable, Codable {
    /// No word at all.
    case nothing
    /// Has a word of a request, such as need, want or book.
    case request
    /// Asks something.
    case question
    /// Greets, and hardly more.
    case greeting
    /// Anything else.
    case statement

    var title: String {
        switch self {
        case .nothing: "nothing"
        case .request: "request"
        case .question: "question"
        case .greeting: "greeting"
        case .statement: "statement"
        }
    }
}

/// The style of a dialogue's user lines, summed up.
struct DialogueStyle: Sendable {
    private(set) var lines = 0
    private(set) var words = 0
    private(set) var squaredWords = 0
    private(set) var letters = 0
    private(set) var questions = 0
    private(set) var polite = 0
    private(set) var short = 0
    private(set) var withDigits = 0
    private(set) var opening = Opening.nothing

    mutating func add(_ line: LineStyle) {
        if lines == 0 { opening = line.opening }
        lines += 1
        words += line.words
        squaredWords += line.words * line.words
        letters += line.letters
        if line.isQuestion { questions += 1 }
        if line.isPolite { polite += 1 }
        if line.isShort { short += 1 }
        if line.hasDigits { withDigits += 1 }
    }

    /// What a classifier is told of the dialogue; nil without lines.
    var features: [Double]? {
        guard lines > 0 else { return nil }
        let count = Double(lines)
        let mean = Double(words) / count
        return [
            mean, max(0, Double(squaredWords) / count - mean * mean).squareRoot(), words > 0 ? Double(letters) / Double(words) : 0, count,
            Double(questions) / count, Double(polite) / count, Double(short) / count, Double(withDigits) / count, opening == .request ? 1 : 0,
            opening == .question ? 1 : 0,
        ]
    }

    /// Names of `features`, for people.
    static let featureTitles = [
        "words per line", "spread of words per line", "characters per word", "lines", "questions", "polite lines", "short lines", "lines with digits",
        "opens with a request", "opens with a question",
    ]
}
