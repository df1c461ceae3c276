// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How much personas show in a category: an ending, an opening, the answer to a question.
///
/// Only personas with at least two observations enter: one alone cannot differ from itself.
struct CategorySignal {
    private struct Member {
        let place: Int
        let count: Double
        let squares: Double
        /// Entropy of its own values, times its count, in nats.
        let uncertainty: Double
        let values: [(value: Int, count: Double)]
    }

    private let persons: [Member]
    private let valueCount: Int
    let observations: Int

    /// - Parameter counts: per persona, how often which value.
    init(_ counts: [PersonaCounts.Person], _ draws: ClusterDraws) {
        var codes: [UInt32: Int] = [:]
        persons = counts.compactMap { entry in
            let count = entry.values.reduce(0) { $0 + $1.count }
            guard count > 1, let place = draws.place(of: entry.cluster) else { return nil }
            let values = entry.values.map { value in
                let code = codes[value.value] ?? codes.count
                codes[value.value] = code
                return (code, value.count)
            }
            return Member(
                place: place, count: count, squares: values.reduce(0) { $0 + $1.1 * $1.1 },
                uncertainty: count * (Entropy.plugIn(values.map(\.1)) ?? 0), values: values)
        }
        valueCount = codes.count
        observations = Int(persons.reduce(0) { $0 + $1.count })
    }

    var personas: Int { persons.count }
    /// Whether there is anything to tell: two personas, and two values.
    var isInformative: Bool { personas > 1 && valueCount > 1 }

    /// I(persona; value) / H(value), both with Miller's and Madow's correction; nil where the value never varies.
    func information(_ weights: [Double]) -> Double? {
        var totals = [Double](repeating: 0, count: valueCount)
        var (uncertainty, cells, people) = (0.0, 0.0, 0.0)
        for person in persons where weights[person.place] > 0 {
            let weight = weights[person.place]
            for (value, count) in person.values { totals[value] += weight * count }
            uncertainty += weight * person.uncertainty
            cells += weight * Double(person.values.count)
            people += weight
        }
        let count = totals.reduce(0, +)
        guard let entropy = Entropy.millerMadow(totals), entropy > 0 else { return nil }
        // H(value | persona) = H(both) - H(persona); the corrections are those of these two.
        let conditional = uncertainty / count + (cells - people) / (2 * count)
        return totals.count { $0 > 0 } < 2 ? nil : (entropy - conditional) / entropy
    }

    /// What `information` is on average without correction where personas do not matter, by the hypergeometric model.
    var informationByChance: Double? {
        var totals = [Double](repeating: 0, count: valueCount)
        for person in persons { for (value, count) in person.values { totals[value] += count } }
        guard let entropy = Entropy.plugIn(totals), entropy > 0 else { return nil }
        return MutualInformation.expected(rows: persons.map(\.count), columns: totals) / entropy
    }

    /// The chance that two observations of one persona agree: what a retest of the persona gives. Without bias in small samples.
    func agreement(_ weights: [Double]) -> Double? {
        var sums = (0.0, 0.0)
        for person in persons where weights[person.place] > 0 {
            sums.0 += weights[person.place] * (person.squares - person.count) / (person.count - 1)
            sums.1 += weights[person.place] * person.count
        }
        return sums.1 > 0 ? sums.0 / sums.1 : nil
    }

    /// How much more two observations of one persona agree than those of two: (a - b) / (1 - b), the intraclass correlation of categories.
    ///
    /// Source: Fleiss' kappa (1971) with unlike numbers of ratings, chance taken between different personas. It is 0 on average where personas do not
    /// matter, in small samples too, which mutual information is not. A persona that was drawn twice counts as two.
    func correlation(_ weights: [Double]) -> Double? {
        var totals = [Double](repeating: 0, count: valueCount)
        var (own, pairs) = (0.0, 0.0)
        for person in persons where weights[person.place] > 0 {
            let weight = weights[person.place]
            for (value, count) in person.values { totals[value] += weight * count }
            own += weight * person.squares
            pairs += weight * person.count * person.count
        }
        let count = totals.reduce(0, +)
        let others = count * count - pairs
        guard let within = agreement(weights), others > 0 else { return nil }
        let between = (totals.reduce(0) { $0 + $1 * $1 } - own) / others
        return between < 1 ? (within - between) / (1 - between) : nil
    }

    /// Per persona the numbers whose quotient is `agreement`.
    func agreements(into sums: inout (agreeing: [Double], count: [Double])) {
        for person in persons {
            sums.agreeing[person.place] += (person.squares - person.count) / (person.count - 1)
            sums.count[person.place] += person.count
        }
    }
}
