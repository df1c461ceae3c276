// SPDX-License-Identifier: Apache-2.0

/// Contractions written out, with the apostrophe and without, and joined words taken apart.
enum WordForms {
    private static let whole: [String: [String]] = {
        var forms: [String: [String]] = [
            "can't": ["can", "not"], "cannot": ["can", "not"], "won't": ["will", "not"], "ain't": ["am", "not"], "let's": ["let", "us"],
            "i'm": ["i", "am"], "im": ["i", "am"], "i've": ["i", "have"], "ive": ["i", "have"], "i'd": ["i", "would"], "i'll": ["i", "will"],
            "gonna": ["going", "to"], "wanna": ["want", "to"], "gotta": ["have", "to"], "cant": ["can", "not"], "wont": ["will", "not"],
            "aint": ["am", "not"], "dunno": ["do", "not", "know"], "youre": ["you", "are"], "theyre": ["they", "are"], "thats": ["that", "is"],
            "whats": ["what", "is"], "lets": ["let", "us"], "youve": ["you", "have"], "weve": ["we", "have"], "hes": ["he", "is"],
            "shes": ["she", "is"], "gimme": ["give", "me"], "s'mores": ["smores"], "n't": ["not"], "m": ["am"], "ve": ["have"], "ll": ["will"],
            "ca": ["can"],
        ]
        for verb in ["do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "would", "could", "should", "must", "need"] {
            forms["\(verb)n't"] = [verb, "not"]
            forms["\(verb)nt"] = [verb, "not"]
        }
        for (ending, verb) in [("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would")] {
            for pronoun in ["you", "we", "they", "he", "she", "it", "that", "there"] { forms[pronoun + ending] = [pronoun, verb] }
        }
        for subject in ["it", "that", "there", "what", "how", "here", "who", "where", "she", "he", "name", "user", "everything", "job"] {
            forms["\(subject)'s"] = [subject, "is"]
        }
        return forms
    }()

    /// The words of one lower-case word, or none where it is one word.
    static func expand(_ word: String) -> [String] {
        if let words = whole[word] { return words }
        return split(word)
    }

    /// `22-year-old` and `60years` say a number and what it counts.
    private static func split(_ word: String) -> [String] {
        let bytes = word.utf8
        guard let first = bytes.first else { return [] }
        let isNumber = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
        if word.hasSuffix("-old") {
            return word.split(separator: "-").map(String.init)
        }
        guard isNumber else { return [] }
        let digits = word.prefix { $0.isASCII && $0.isNumber }
        let rest = word.dropFirst(digits.count)
        switch rest {
        case "years", "year", "yrs", "cats", "dogs", "kids": return [String(digits), String(rest)]
        case "yo", "y": return [String(digits), "years", "old"]
        default: return []
        }
    }
}
