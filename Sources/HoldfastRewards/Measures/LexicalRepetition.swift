// SPDX-License-Identifier: Apache-2.0

extension LexicalMeasures {
    /// Share of lines of which more than half of the four-word sequences were said in earlier lines of the same speaker, from 0 to 1.
    ///
    /// Lines of fewer than four words have no such sequence and do not count; nil where fewer than two lines count.
    public static func selfRepetition(_ lines: [LineText]) -> Double? {
        var said: Set<UInt128> = []
        var repeated = 0
        let counted = WordNumbers(lines).grams(4).filter { !$0.isEmpty }
        for grams in counted {
            if 2 * grams.count(where: said.contains) > grams.count { repeated += 1 }
            said.formUnion(grams)
        }
        return counted.count < 2 ? nil : Double(repeated) / Double(counted.count)
    }

    /// Share of three-word sequences that were said earlier in the same line, over all lines, from 0 to 1; nil where no line has three words.
    public static func repetitionWithinLines(_ lines: [LineText]) -> Double? {
        let grams = WordNumbers(lines).grams(3)
        let total = grams.reduce(0) { $0 + $1.count }
        guard total > 0 else { return nil }
        return Double(grams.reduce(0) { $0 + $1.count - Set($1).count }) / Double(total)
    }
}
