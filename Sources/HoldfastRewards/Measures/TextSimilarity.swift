// SPDX-License-Identifier: Apache-2.0

/// How alike two texts are, by what stands in them and without a model.
public enum TextSimilarity {
    /// The longest character n-grams that `chrF` compares.
    static let longestGram = 6

    /// chrF2 of two lines, from 0 (nothing in common) to 1 (the same but for white space). Case counts.
    ///
    /// The F-score of character n-grams of 1 to 6 characters, white space left out, in which recall of the reference weighs twice as much as
    /// precision; orders of which either text has no n-gram leave the mean. Where either text has no character at all it is 0.
    ///
    /// Source: Popović, "chrF: character n-gram F-score for automatic MT evaluation" (2015), as sacrebleu 2 computes it by default (character
    /// order 6, word order 0, beta 2, effective order), divided by 100. A character is a Unicode scalar.
    public static func chrF(hypothesis: String, reference: String) -> Double {
        let said = CharacterGrams(hypothesis)
        let expected = CharacterGrams(reference)
        var precision = 0.0
        var recall = 0.0
        var orders = 0.0
        for order in 1...longestGram {
            let (mine, theirs) = (said.count(order), expected.count(order))
            guard mine > 0, theirs > 0 else { break }
            let shared = Double(said.shared(with: expected, order))
            precision += shared / Double(mine)
            recall += shared / Double(theirs)
            orders += 1
        }
        guard precision + recall > 0 else { return 0 }
        precision /= orders
        recall /= orders
        return 5 * precision * recall / (4 * precision + recall)
    }
}

/// The character n-grams of a text, white space left out.
private struct CharacterGrams {
    private let scalars: [UInt32]

    init(_ text: String) {
        scalars = text.unicodeScalars.lazy.filter { !Self.isSpace($0) }.map(\.value)
    }

    /// White space as Python's `str.split` has it: Unicode's, and the four ASCII separators.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        (0x1C...0x1F).contains(scalar.value) || scalar.properties.isWhitespace
    }

    /// How many n-grams of an order there are, repeated ones included.
    func count(_ order: Int) -> Int { max(0, scalars.count - order + 1) }

    /// How many n-grams of an order both have, each as often as the one that has it less often.
    func shared(with other: CharacterGrams, _ order: Int) -> Int {
        let (mine, theirs) = (sorted(order), other.sorted(order))
        var (first, second, shared) = (0, 0, 0)
        while first < mine.count, second < theirs.count {
            if mine[first] == theirs[second] {
                first += 1
                second += 1
                shared += 1
            } else if mine[first] < theirs[second] {
                first += 1
            } else {
                second += 1
            }
        }
        return shared
    }

    /// N-grams packed at 21 bits a scalar, of which six fit into 128.
    private func sorted(_ order: Int) -> [UInt128] {
        (0..<count(order)).map { start in scalars[start..<start + order].reduce(0) { $0 << 21 | UInt128($1) } }.sorted()
    }
}
