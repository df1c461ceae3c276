// SPDX-License-Identifier: Apache-2.0

/// Measures of the wording of the lines of one episode.
public enum LexicalMeasures {
    /// Distinct bigrams over all bigrams within the lines, from 0 to 1; nil where no line has two words.
    ///
    /// Source: distinct-n (Li et al. 2016, arXiv:1510.03055). It falls with length, so compare episodes of similar length only.
    public static func distinct2(_ lines: [LineText]) -> Double? {
        var identifiers: [String: UInt32] = [:]
        var seen: Set<UInt64> = []
        var total = 0
        for line in lines {
            var previous: UInt32?
            for word in line.words {
                let identifier = identifiers[word] ?? UInt32(identifiers.count)
                identifiers[word] = identifier
                if let previous {
                    total += 1
                    seen.insert(UInt64(previous) << 32 | UInt64(identifier))
                }
                previous = identifier
            }
        }
        return total == 0 ? nil : Double(seen.count) / Double(total)
    }

    /// Mean words per line; nil without lines.
    public static func words(_ lines: [LineText]) -> Double? {
        lines.isEmpty ? nil : Double(lines.reduce(0) { $0 + $1.words.count }) / Double(lines.count)
    }
}
