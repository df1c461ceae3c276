// SPDX-License-Identifier: Apache-2.0

/// English contractions written out, so that cues need one spelling only.
package enum Contraction {
    private static let whole = ["can't": ["can", "not"], "cannot": ["can", "not"], "won't": ["will", "not"], "let's": ["let", "us"]]
    private static let endings = [("'m", "am"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'d", "would")]
    private static let possessors: Set<String> = ["it", "that", "there", "what", "how", "here", "who", "where", "name", "she", "he", "day", "when"]

    /// The words of one lower-case word.
    package static func expand(_ word: String) -> [String] {
        guard word.utf8.contains(UInt8(ascii: "'")) || word == "cannot" else { return [word] }
        if let words = whole[word] { return words }
        if word.hasSuffix("n't") { return [String(word.dropLast(3)), "not"] }
        for (ending, replacement) in endings where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count {
            return [String(word.dropLast(ending.count)), replacement]
        }
        if word.hasSuffix("'s"), possessors.contains(String(word.dropLast(2))) { return [String(word.dropLast(2)), "is"] }
        var trimmed = Substring(word)
        while trimmed.last == "'" { trimmed.removeLast() }
        return trimmed.isEmpty ? [] : [String(trimmed)]
    }
}
