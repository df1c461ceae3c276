// SPDX-License-Identifier: Apache-2.0

/// What a word is answered that stands where a verb should.
public enum UnknownVerb {
    /// One line with the verb that was probably meant.
    public static func refusal(of word: String, among verbs: [String]) -> String {
        let hint = KeySpelling.nearest(to: word, among: verbs).map { "; did you mean `\($0)`?" } ?? ""
        return "unknown verb `\(word)`\(hint)\(hint.isEmpty ? ";" : "") known are \(verbs.joined(separator: ", "))"
    }
}
