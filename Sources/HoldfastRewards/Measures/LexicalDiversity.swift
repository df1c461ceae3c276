// SPDX-License-Identifier: Apache-2.0

extension LexicalMeasures {
    /// Moving-average type-token ratio: the mean share of different words over all windows of `window` running words, from 0 to 1.
    ///
    /// Unlike the plain ratio it does not fall with length. Nil for fewer words than one window.
    ///
    /// Source: Covington and McFall, "Cutting the Gordian Knot: The Moving-Average Type-Token Ratio" (2010).
    public static func mattr(_ lines: [LineText], window: Int = 50) -> Double? {
        let numbers = WordNumbers(lines)
        let words = numbers.running
        guard window > 0, words.count >= window else { return nil }
        var counts = [Int](repeating: 0, count: numbers.distinct)
        var types = 0
        var sum = 0
        for (place, word) in words.enumerated() {
            if counts[word] == 0 { types += 1 }
            counts[word] += 1
            if place >= window {
                counts[words[place - window]] -= 1
                if counts[words[place - window]] == 0 { types -= 1 }
            }
            if place >= window - 1 { sum += types }
        }
        return Double(sum) / Double(window) / Double(words.count - window + 1)
    }

    /// Hypergeometric diversity: the expected share of different words among `draws` words drawn without replacement, from 0 to 1.
    ///
    /// Nil for fewer words than are drawn. The chance that a word is never drawn is a product of as many ratios as it occurs, or as are
    /// drawn if that is less, so that no factorial can overflow and nothing is lost to differences of logarithms.
    ///
    /// Source: McCarthy and Jarvis, "MTLD, vocd-D, and HD-D" (2010); 42 draws are theirs.
    public static func hdd(_ lines: [LineText], draws: Int = 42) -> Double? {
        let counts = frequencies(lines)
        let total = counts.reduce(0, +)
        guard draws > 0, total >= draws else { return nil }
        let expected = counts.reduce(0.0) { sum, count in
            let (fewer, more) = (min(count, draws), max(count, draws))
            var missed = 1.0
            for step in 0..<fewer { missed *= Double(max(0, total - more - step)) / Double(total - step) }
            return sum + 1 - missed
        }
        return expected / Double(draws)
    }

    /// Yule's K, `1e4 (sum over i of i² V_i - N) / N²` for V_i words that occur i times each among N: the *lower*, the more varied.
    ///
    /// From 0, where no word occurs twice, to just under 10,000, where there is one word only. Nil for fewer than two words.
    ///
    /// Source: Yule, "The Statistical Study of Literary Vocabulary" (1944).
    public static func yulesK(_ lines: [LineText]) -> Double? {
        let counts = frequencies(lines)
        let total = Double(counts.reduce(0, +))
        guard total > 1 else { return nil }
        return 1e4 * (counts.reduce(0.0) { $0 + Double($1) * Double($1) } - total) / (total * total)
    }

    /// Fewest words of which `mtld` says anything.
    static let shortestForMTLD = 50

    /// Measure of textual lexical diversity: the mean number of running words over which the share of different words stays above
    /// `threshold`, from reading forwards and backwards.
    ///
    /// A factor is complete with the word at which the share falls to the threshold or below it; what is left at the end counts as the part
    /// `(1 - share) / (1 - threshold)` of a factor. A text in which no word occurs twice counts as one factor. Nil for fewer than 50 words,
    /// from which on the measure is stable (Zenker and Kyle, "Investigating minimum text lengths for lexical diversity indices", 2021).
    ///
    /// Source: McCarthy and Jarvis (2010); they read "below the threshold", we count reaching it, as lexicalrichness does.
    public static func mtld(_ lines: [LineText], threshold: Double = 0.72) -> Double? {
        let numbers = WordNumbers(lines)
        let words = numbers.running
        guard words.count >= shortestForMTLD, threshold > 0, threshold < 1 else { return nil }
        let passes = [words, words.reversed()].map { Double(words.count) / factors($0, distinct: numbers.distinct, threshold: threshold) }
        return (passes[0] + passes[1]) / 2
    }

    private static func factors(_ words: [Int], distinct: Int, threshold: Double) -> Double {
        // The factor in which a word was last seen, so that a new factor forgets all words at once.
        var seen = [Int](repeating: -1, count: distinct)
        var complete = 0
        var length = 0
        var types = 0
        for word in words {
            length += 1
            if seen[word] != complete {
                seen[word] = complete
                types += 1
            }
            if Double(types) / Double(length) <= threshold {
                complete += 1
                length = 0
                types = 0
            }
        }
        let left = length == 0 ? 0 : (1 - Double(types) / Double(length)) / (1 - threshold)
        return complete == 0 && left == 0 ? 1 : Double(complete) + left
    }

    private static func frequencies(_ lines: [LineText]) -> [Int] {
        let numbers = WordNumbers(lines)
        var counts = [Int](repeating: 0, count: numbers.distinct)
        for word in numbers.running { counts[word] += 1 }
        return counts
    }
}
