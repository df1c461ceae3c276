// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How often each bigram of the users' lines occurs over a whole set of dialogues, by cluster.
///
/// Corpus-level on purpose: a simulator whose every user says the same varied lines scores well within each dialogue.
struct BigramCensus: Sendable {
    /// Counts per cluster and bigram.
    private var counts: [[Int: Int]] = []
    private var places: [String: Int] = [:]
    private var bigrams: [[Substring]: Int] = [:]

    /// Counts the lines of one dialogue; bigrams do not run over the ends of lines.
    mutating func add(_ lines: [String], cluster: String) {
        let place = places[cluster] ?? counts.count
        if place == counts.count {
            places[cluster] = place
            counts.append([:])
        }
        for line in lines {
            let words = Words.of(line)
            for pair in zip(words, words.dropFirst()) {
                let key = [pair.0, pair.1]
                let code = bigrams[key] ?? bigrams.count
                bigrams[key] = code
                counts[place][code, default: 0] += 1
            }
        }
    }

    /// A statistic of the counts over all clusters.
    func value(_ statistic: ([Int]) -> Double?) -> Double? { statistic(total) }

    /// The statistic without each cluster, clusters in order of first appearance.
    func leftOut(_ statistic: ([Int]) -> Double?) -> [Double?] {
        let total = total
        return counts.map { cluster in
            var rest = total
            for (code, count) in cluster { rest[code] -= count }
            return statistic(rest)
        }
    }

    /// The statistic with an interval from a jackknife over clusters.
    ///
    /// No bootstrap here: resampling with replacement repeats dialogues, and a repeated line adds bigrams but no distinct ones.
    func estimate(level: Double, _ statistic: ([Int]) -> Double?) -> Estimate? {
        guard let value = value(statistic) else { return nil }
        return Jackknife.estimate(
            value: value, leftOut: leftOut(statistic).compactMap { $0 }, clusters: counts.count, level: level,
            observations: total.reduce(0, +))
    }

    /// Distinct bigrams over all bigrams (distinct-2), or nil where there is none. It falls with the amount of text.
    static func distinct(in counts: [Int]) -> Double? {
        let size = counts.reduce(0, +)
        return size == 0 ? nil : Double(counts.count { $0 > 0 }) / Double(size)
    }

    /// Distinct-2 over a fixed number of bigrams drawn without replacement, in expectation: comparable between sets of unlike length.
    ///
    /// Source: Hurlbert, "The Nonconcept of Species Diversity" (1971), rarefaction; HD-D of McCarthy and Jarvis (2010) is the same
    /// for words. Nil where there are fewer bigrams than are drawn.
    static func rarefied(_ counts: [Int], to size: Int) -> Double? {
        let all = counts.reduce(0, +)
        guard size > 0, all >= size else { return nil }
        var expected = 0.0
        for count in counts where count > 0 {
            // The chance that none of this bigram's occurrences is drawn.
            var missed = 1.0
            for occurrence in 0..<count { missed *= max(0, Double(all - size - occurrence)) / Double(all - occurrence) }
            expected += 1 - missed
        }
        return expected / Double(size)
    }

    private var total: [Int] {
        var total = [Int](repeating: 0, count: bigrams.count)
        for cluster in counts { for (code, count) in cluster { total[code] += count } }
        return total
    }
}
