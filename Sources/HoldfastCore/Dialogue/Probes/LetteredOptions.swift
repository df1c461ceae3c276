// SPDX-License-Identifier: Apache-2.0

/// Options under letters: how an agent reads them out, and which one an answer chooses.
public enum LetteredOptions {
    /// The letters in their order; there are never more options than these.
    public static let letters: [Character] = ["A", "B", "C", "D", "E", "F", "G", "H"]

    /// The question as one line of an agent: what is asked, the options, and how to answer.
    public static func line(_ question: String, options: [String]) -> String {
        let listed = zip(letters, options).map { "\($0): \($1)" }.joined(separator: ", ")
        return "\(question) \(listed). Please answer with one letter."
    }

    /// The position of the option that an answer chooses, or nil where it is not just one of them.
    ///
    /// Read strictly: the answer is a letter, an option's text, or a letter with its own option's text. Case, and marks and spaces at the
    /// ends, do not matter. Anything else in it makes it no choice, however plain it may be to a person.
    public static func choice(in answer: String, of options: [String]) -> Int? {
        let said = bare(answer[...])
        let texts = options.map { bare($0[...]) }
        let named = texts.firstIndex(of: said)
        guard let first = said.first, let index = letters.firstIndex(of: Character(first.uppercased())), index < options.count else { return named }
        let rest = said.dropFirst()
        guard rest.first.map({ !$0.isLetter && !$0.isNumber }) ?? true else { return named }
        let text = bare(rest)
        let lettered = text.isEmpty || text == texts[index] ? index : nil
        if let named, let lettered { return named == lettered ? named : nil }
        return named ?? lettered
    }

    /// In lower case, without the marks and spaces at both ends.
    private static func bare(_ text: Substring) -> String {
        func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        guard let start = text.firstIndex(where: isWord), let end = text.lastIndex(where: isWord) else { return "" }
        return text[start...end].lowercased()
    }
}

extension ProbeRecord {
    /// The option that the answer chooses, as it was offered; nil where it is no choice.
    public var chosenOption: String? { LetteredOptions.choice(in: answer, of: options).map { options[$0] } }
}

extension ProbeKind {
    /// Whether it asks for a fact of the persona, so that its answer is right or wrong.
    public var asksForFact: Bool { self == .open || self == .choice }
}
