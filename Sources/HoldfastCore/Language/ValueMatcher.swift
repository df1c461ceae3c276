// SPDX-License-Identifier: Apache-2.0

/// Finds the values of one attribute at a place in a line.
enum ValueMatcher: Sendable {
    /// Surface forms by their first word, longest first.
    case closed([String: [Surface]])
    case number(ClosedRange<Int>)
    case open(words: Int)

    /// One spelling of a closed value.
    struct Surface: Sendable {
        var words: [String]
        var value: String
    }

    /// A value found: its canonical form and how many words of the line it takes.
    struct Match: Hashable, Sendable {
        var value: String
        var length: Int
        /// The words reject the value, as in `my name is not Anna`.
        var isDenied = false
    }

    init(_ pattern: ValuePattern) {
        switch pattern {
        case .closed(let values):
            var index: [String: [Surface]] = [:]
            for (value, forms) in values {
                for form in Set(forms + [value]) {
                    let words = LineTokens(form).words
                    if let first = words.first { index[first, default: []].append(Surface(words: words, value: value)) }
                }
            }
            self = .closed(
                index.mapValues { surfaces in
                    surfaces.sorted { ($0.words.count, $1.value) > ($1.words.count, $0.value) }
                })
        case .number(let range): self = .number(range)
        case .open(let words): self = .open(words: words)
        }
    }

    /// The values that begin at `start`, longest first.
    func matches(in tokens: LineTokens, at start: Int) -> [Match] {
        guard start < tokens.count else { return [] }
        switch self {
        case .closed(let index):
            return (index[tokens.words[start]] ?? []).filter { tokens.matches($0.words[...], at: start) }
                .map { Match(value: $0.value, length: $0.words.count) }
        case .number(let range):
            guard let number = NumberWords.read(tokens, at: start), range.contains(number.value) else { return [] }
            return [Match(value: String(number.value), length: number.length)]
        case .open(let limit):
            return openMatches(in: tokens, at: start, limit: limit)
        }
    }

    /// The words from `start` to the next punctuation or function word, at most `limit` of them, and every shorter beginning.
    private func openMatches(in tokens: LineTokens, at start: Int, limit: Int) -> [Match] {
        var first = start
        let isDenied = FunctionWords.deniers.contains(tokens.words[first])
        if isDenied || FunctionWords.articles.contains(tokens.words[first]) { first += 1 }
        var end = first
        while end < tokens.count, end - first < limit, end == start || !tokens.breaks[end], !FunctionWords.stops.contains(tokens.words[end]) {
            end += 1
        }
        return stride(from: end, to: first, by: -1).map {
            Match(value: tokens.words[first..<$0].joined(separator: " "), length: $0 - start, isDenied: isDenied)
        }
    }
}
