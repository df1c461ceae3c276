// SPDX-License-Identifier: Apache-2.0

extension LexicalMeasures {
    /// Share of lines of which more than half of the four-word sequences were said in earlier lines of the same speaker, from 0 to 1.
    ///
    /// Lines of fewer than four words have no such sequence and do not count; nil where fewer than two lines count.
    public static func selfRepetition(_ lines: [LineText]) -> Double? {
        let counted = repeatingLines(lines).compactMap(\.self)
        return counted.count < 2 ? nil : Double(counted.count { $0 }) / Double(counted.count)
    }

    /// Whether more than half of a line's four-word sequences were said in earlier lines of the same speaker; nil for a line of fewer words.
    public static func repeatingLines(_ lines: [LineText]) -> [Bool?] {
        var said: Set<UInt128> = []
        return WordNumbers(lines).grams(4).map { grams in
            guard !grams.isEmpty else { return nil }
            let repeats = 2 * grams.count(where: said.contains) > grams.count
            said.formUnion(grams)
            return repeats
        }
    }

    /// Share of three-word sequences that were said earlier in the same line, over all lines, from 0 to 1; nil where no line has three words.
    public static func repetitionWithinLines(_ lines: [LineText]) -> Double? {
        let grams = WordNumbers(lines).grams(3)
        let total = grams.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        return Double(grams.reduce(0) { $0 + $1.count - Set($1).count }) / Double(total)
    }
}
