// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Measures of the wording of the lines of one speaker.
///
/// Words are those of `LineText`. What counts word sequences (`distinct`, repetition) stays within lines; what counts running words (MATTR,
/// HD-D, MTLD, Yule's K) takes the lines one after the other. A text that is too short to say gets nil, never a number.
public enum LexicalMeasures {
    /// Distinct bigrams over all bigrams within the lines, from 0 to 1; nil where no line has two words.
    ///
    /// Source: distinct-n (Li et al. 2016, arXiv:1510.03055). It falls with length, so compare episodes of similar length only.
    public static func distinct2(_ lines: [LineText]) -> Double? { distinct(2, lines) }

    /// Distinct n-grams over all n-grams within the lines, from 0 to 1; nil where no line has `size` words.
    ///
    /// - Parameter size: words per n-gram, from 1 to 4; nil for others.
    public static func distinct(_ size: Int, _ lines: [LineText]) -> Double? {
        let numbers = WordNumbers(lines)
        return size < 3 ? distinctShare(numbers.grams(size, as: UInt64.self)) : distinctShare(numbers.grams(size, as: UInt128.self))
    }

    /// Sorted, not hashed: an episode has some sixty bigrams.
    private static func distinctShare(_ grams: [[some FixedWidthInteger]]) -> Double? {
        let sorted = grams.flatMap(\.self).sorted()
        guard !sorted.isEmpty else { return nil }
        let repeats = sorted.indices.dropFirst().count { sorted[$0] == sorted[$0 - 1] }
        return Double(sorted.count - repeats) / Double(sorted.count)
    }

    /// Mean words per line; nil without lines.
    public static func words(_ lines: [LineText]) -> Double? {
        lines.isEmpty ? nil : Double(lines.reduce(0) { $0 + $1.words.count }) / Double(lines.count)
    }

    /// The episode's scores of wording, by their names; what is too short to say is without a value.
    public static func scores(_ lines: [LineText]) -> [Score] {
        [
            Score(MetricName.distinct1, distinct(1, lines)), Score(MetricName.distinct3, distinct(3, lines)), Score(MetricName.mattr, mattr(lines)),
            Score(MetricName.hdd, hdd(lines)), Score(MetricName.mtld, mtld(lines)), Score(MetricName.yulesK, yulesK(lines)),
            Score(MetricName.selfRepetition, selfRepetition(lines)), Score(MetricName.lineRepetition, repetitionWithinLines(lines)),
        ]
    }
}

/// Words as small numbers, equal ones for equal words: cheap to compare and to pack.
struct WordNumbers {
    /// Per line, its words.
    private(set) var lines: [[UInt32]] = []
    /// How many different words there are.
    let distinct: Int

    init(_ lines: [LineText]) {
        var vocabulary = Vocabulary()
        self.lines = lines.map { line in line.words.map { UInt32(vocabulary.add($0)) } }
        distinct = vocabulary.count
    }

    /// The words of all lines, one line after the other.
    var running: [Int] { lines.flatMap { $0.map(Int.init) } }

    /// Per line, its n-grams as numbers of 32 bits per word; none for sizes below 1 and for those that do not fit.
    func grams<Gram: FixedWidthInteger & UnsignedInteger>(_ size: Int, as type: Gram.Type = UInt128.self) -> [[Gram]] {
        guard size > 0, 32 * size <= Gram.bitWidth else { return [] }
        return lines.map { line in
            (0..<max(0, line.count - size + 1)).map { start in line[start..<start + size].reduce(0) { $0 << 32 | Gram($1) } }
        }
    }
}
