// SPDX-License-Identifier: Apache-2.0

/// Finds the values of one attribute at a place in a line.
enum ValueMatcher: Sendable {
    case closed(ClosedValues)
    case number(ClosedRange<Int>)
    case open(words: Int)

    /// What stands for a value: cheap to copy, spelled out only where a line claims it.
    enum Value: Sendable {
        /// A spelling of a closed value, by its place in `CompiledLexicon.values`.
        case listed(Int32)
        case number(Int)
        /// Words of the line.
        case words(Range<Int>)
    }

    /// A value found: what it is and how many words of the line it takes.
    struct Match: Sendable {
        var value: Value
        var length: Int
        /// The words reject the value, as in `my name is not Anna`.
        var isDenied = false
    }

    /// One spelling of a closed value.
    struct Surface: Sendable {
        var words: WordRun
        var value: Int32
    }

    /// The spellings of closed values by their first word, longest first.
    final class ClosedValues: Sendable {
        /// First words, ascending, and where the spellings of each begin.
        let firsts: [Int32]
        let starts: [Int]
        let surfaces: [Surface]

        init(_ filed: [Int32: [Surface]]) {
            firsts = filed.keys.sorted()
            var starts = [0]
            var surfaces: [Surface] = []
            for first in firsts {
                surfaces += filed[first] ?? []
                starts.append(surfaces.count)
            }
            self.starts = starts
            self.surfaces = surfaces
        }

        /// Where the spellings that begin with a word stand among `surfaces`.
        func range(of word: Int32) -> Range<Int> {
            var (low, high) = (0, firsts.count)
            while low < high {
                let middle = (low + high) / 2
                if firsts[middle] < word { low = middle + 1 } else { high = middle }
            }
            return low < firsts.count && firsts[low] == word ? starts[low]..<starts[low + 1] : 0..<0
        }
    }
}

extension CompiledLexicon {
    /// The first value of an attribute that begins at `start` and is accepted, the longest tried first.
    func match(
        _ attribute: Int, in tokens: LineTokens, at start: Int, where isAccepted: (ValueMatcher.Match) -> Bool
    ) -> ValueMatcher.Match? {
        guard start < tokens.count else { return nil }
        switch matchers[attribute] {
        case .closed(let values):
            guard tokens[start].number != Vocabulary.unknown else { return nil }
            for place in values.range(of: tokens[start].number) {
                let surface = values.surfaces[place]
                guard tokens.matches(surface.words, of: pool, at: start) else { continue }
                let match = ValueMatcher.Match(value: .listed(surface.value), length: surface.words.length)
                if isAccepted(match) { return match }
            }
        case .number(let range):
            guard let number = number(in: tokens, at: start), range.contains(number.value) else { return nil }
            let match = ValueMatcher.Match(value: .number(number.value), length: number.length)
            if isAccepted(match) { return match }
        case .open(let limit):
            return openMatch(in: tokens, at: start, limit: limit, where: isAccepted)
        }
        return nil
    }

    /// The words from `start` to the next punctuation or function word, at most `limit` of them, and every shorter beginning.
    private func openMatch(
        in tokens: LineTokens, at start: Int, limit: Int, where isAccepted: (ValueMatcher.Match) -> Bool
    ) -> ValueMatcher.Match? {
        var first = start
        let traits = traits(of: tokens[first])
        if traits.isDenier || traits.isArticle { first += 1 }
        var end = first
        while end < tokens.count, end - first < limit, end == start || !tokens[end].isParted, !self.traits(of: tokens[end]).isStop { end += 1 }
        while end > first {
            let match = ValueMatcher.Match(value: .words(first..<end), length: end - start, isDenied: traits.isDenier)
            if isAccepted(match) { return match }
            end -= 1
        }
        return nil
    }

    /// The number that begins at `start` and how many words it takes, or nil.
    func number(in tokens: LineTokens, at start: Int) -> (value: Int, length: Int)? {
        let token = tokens[start]
        guard token.number != Vocabulary.unknown else { return tokens.digits(start).map { ($0, 1) } }
        switch traits[Int(token.number)].number {
        case .none: return nil
        case .whole(let value), .unit(let value): return (value, 1)
        case .decade(let decade):
            if start + 1 < tokens.count, !tokens[start + 1].isParted, case .unit(let unit) = traits(of: tokens[start + 1]).number,
                (1..<10).contains(unit)
            {
                return (decade + unit, 2)
            }
            return (decade, 1)
        }
    }
}
