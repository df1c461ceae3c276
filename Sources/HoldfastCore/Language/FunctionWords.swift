// SPDX-License-Identifier: Apache-2.0

/// Words that are never part of an open value: a name or a number ends where one of them begins.
enum FunctionWords {
    static let articles: Set<String> = ["a", "an", "the"]

    /// Words that reject the value after them.
    static let deniers: Set<String> = ["not", "never", "without", "nor"]

    /// Words that may surround a bare answer without changing it.
    static let fillers: Set<String> = [
        "yes", "yeah", "no", "nope", "sure", "okay", "ok", "well", "oh", "ah", "hi", "hello", "please", "thanks", "thank", "cheers",
        "right", "correct", "exactly", "sorry", "actually", "here", "fine", "great", "perfect", "and", "so", "very", "much", "kindly", "certainly",
        "goodbye", "bye", "alright", "indeed", "absolutely", "definitely", "again", "wrong",
    ]

    /// Beginnings that lead to a bare answer.
    static let leads: [[String]] = [
        ["it", "is"], ["that", "is"], ["this", "is"], ["that", "would", "be"], ["it", "would", "be"], ["it", "should", "be"], ["make", "it"],
        ["of", "course"], ["mine", "is"], ["i", "said"], ["it", "was"], ["thank", "you"], ["mind", "you"],
    ]

    /// Words before a topic's name that refer to it instead of bringing it up.
    static let pointers: Set<String> = ["the", "that", "this", "my", "our", "your"]

    static let stops: Set<String> = fillers.union(articles).union(deniers).union([
        "i", "you", "me", "my", "mine", "your", "we", "our", "he", "she", "they", "it", "that", "this", "these", "those", "there", "is", "are", "was",
        "were", "am", "be", "been", "do", "does", "did", "can", "could", "would", "will", "shall", "should", "may", "must", "have", "has", "had",
        "what", "which", "when", "where", "how", "why", "who", "need", "want", "like", "to", "of", "for", "with", "or", "but", "if", "in", "on",
        "at", "from", "by", "about", "any", "some", "none", "nothing", "anything", "rather", "prefer", "private", "already", "said", "say", "tell",
        "just", "also", "then", "good", "better", "enough", "possible", "nice", "important", "know", "as", "get", "go", "let", "us", "all", "too",
    ])
}
