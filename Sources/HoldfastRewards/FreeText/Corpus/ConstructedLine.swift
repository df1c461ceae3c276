// SPDX-License-Identifier: Apache-2.0

/// A line made from a persona sentence by a rule, so that it is known whether the two agree.
///
/// The rules work on the words alone and know nothing of how the judge reads: they negate, raise a number, or put another value in.
public struct ConstructedLine: Hashable, Sendable {
    /// Which rule made it, such as `like -> hate`.
    public var rule: String
    /// The sentence it was made from.
    public var fact: String
    /// The line itself.
    public var line: String
    /// Whether it contradicts the sentence.
    public var contradicts: Bool

    /// What the rules make of a persona sentence in the first person; none where no rule fits, or where it has more than one clause.
    /// - Parameter others: sentences of other personas, of which favourites take other values.
    public static func from(_ fact: String, others: [String] = []) -> [ConstructedLine] {
        var text = fact.lowercased()
        while let last = text.last, last == "." || last == " " || last == "!" { text.removeLast() }
        guard !text.isEmpty, ![" but ", " and i ", " when ", " because ", " if ", " , ", " that ", ". "].contains(where: text.contains) else {
            return []
        }
        var lines: [ConstructedLine] = []
        func add(_ rule: String, _ line: String, contradicts: Bool = true) {
            lines.append(ConstructedLine(rule: rule, fact: fact, line: line, contradicts: contradicts))
        }
        func rest(_ beginning: String) -> String? { text.hasPrefix(beginning) ? String(text.dropFirst(beginning.count)) : nil }

        add("said again", restated(text), contradicts: false)
        for liking in ["like", "love", "enjoy"] {
            guard let rest = rest("i \(liking) ") else { continue }
            add("\(liking): hates it", "To be honest, I hate \(rest).")
            add("\(liking): does not", "I don't \(liking) \(rest).")
        }
        if let rest = rest("i hate ") { add("hate: loves it", "I love \(rest)!") }
        if let rest = rest("i do not ") { add("not: does", "Well, I \(rest).") }
        if let rest = rest("i never ") { add("never: does", "I \(rest) all the time.") }
        if let rest = rest("i can ") { add("can: cannot", "I can't \(rest).") }
        for verb in ["own", "drive", "play", "speak", "wear", "eat", "drink", "ride", "watch", "read", "sing", "work", "live"] {
            if let rest = rest("i \(verb) ") { add("\(verb): does not", "I do not \(verb) \(rest).") }
        }
        if let rest = rest("i am ") {
            let words = rest.split(separator: " ")
            if let age = words.first.flatMap({ SpokenNumber.read(String($0)) }), words.dropFirst().first?.hasPrefix("year") ?? true {
                add("age: another", "I am \(age + 9) years old.")
            } else if words.first != "not" {
                add("am: am not", "I'm not \(rest).")
            }
        }
        if let rest = rest("i have ") {
            let words = rest.split(separator: " ")
            if words.count > 1, let count = SpokenNumber.read(String(words[0])), count > 1 {
                add("number: another", "I have \(count + 1) \(words.dropFirst().joined(separator: " ")).")
            } else if words.first == "a" || words.first == "an" {
                add("have: have not", "Sadly, I don't have \(rest).")
            }
        }
        if let favorite = favorite(text) {
            let choices = others.compactMap { self.favorite($0.lowercased()) }
            if let other = choices.first(where: { $0.kind == favorite.kind && $0.value != favorite.value }) {
                add("favorite: another", "My favorite \(favorite.kind) is \(other.value).")
            }
        }
        return lines
    }

    /// The same with contractions and a lead, as people say it.
    private static func restated(_ text: String) -> String {
        for (long, short) in [("i am ", "I'm "), ("i have been ", "I've been "), ("i do not ", "I don't "), ("i will ", "I'll ")]
        where text.hasPrefix(long) {
            return "You know, \(short)\(text.dropFirst(long.count))."
        }
        return "As I said, \(text)."
    }

    private static func favorite(_ text: String) -> (kind: String, value: String)? {
        var text = text
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        for beginning in ["my favorite ", "my favourite "] where text.hasPrefix(beginning) {
            let words = text.dropFirst(beginning.count).split(separator: " ")
            guard words.count == 3, words[1] == "is" else { return nil }
            return (String(words[0]), String(words[2]))
        }
        return nil
    }
}
