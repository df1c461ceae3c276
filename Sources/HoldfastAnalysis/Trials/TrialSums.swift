// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The sums over groups of trials from which all statistics of consistency follow. Each group counts once, however many trials it has.
struct TrialSums: Sendable {
    private(set) var table = ClusterSums()
    /// The largest number of trials of which enough groups have so many.
    private(set) var mostTrials = 0

    /// The column of a sum over trials, such as the number of them (`n`), by the quantity that it is of.
    static func column(_ quantity: String, _ sum: String) -> String { "\(quantity)/\(sum)" }

    init(_ groups: [TrialGroup]) {
        let repeated = groups.filter { $0.trials.count > 1 }
        for (index, group) in repeated.enumerated() {
            let trials = group.sorted
            addOutcomes(trials, group)
            addMoments("lines", trials.map { Double($0.lines) }, group)
            addAgreement("ending", trials.map(\.reason.rawValue), group)
            addAgreement("stop", trials.compactMap { $0.stop?.rawValue }, group)
            addWording(trials, group)
            addValues(trials, group)
            // What openings of different scenarios have in common is what the benchmark's style alone does.
            let next = repeated[(index + 1) % repeated.count]
            if repeated.count > 1, let first = trials.first, let other = next.sorted.first, let similarity = first.openingSimilarity(other) {
                add(similarity, "opening/others", group)
                add(1, "opening/others_pairs", group)
            }
        }
    }

    private mutating func add(_ value: Double, _ column: String, _ group: TrialGroup) {
        table.add(value, to: column, of: group.cluster)
    }

    private mutating func addOutcomes(_ trials: [Trial], _ group: TrialGroup) {
        let outcomes = trials.compactMap(\.success)
        guard outcomes.count > 1 else { return }
        addAgreement("outcome", outcomes.map { $0 ? "done" : "not" }, group)
        addMoments("outcome", outcomes.map { $0 ? 1 : 0 }, group)
        let successes = outcomes.count { $0 }
        add(Double(successes) / Double(outcomes.count), "outcome/share", group)
        mostTrials = max(mostTrials, outcomes.count)
        for size in 1...outcomes.count {
            add(PassHat.value(successes: successes, of: outcomes.count, size), "pass/\(size)", group)
            add(1, "pass/\(size)/groups", group)
        }
    }

    /// Count, sum, squares and the part between groups, for an analysis of variance with groups of unlike size.
    private mutating func addMoments(_ quantity: String, _ values: [Double], _ group: TrialGroup) {
        let count = Double(values.count)
        let sum = values.reduce(0, +)
        for (name, value) in [
            ("k", 1), ("n", count), ("nn", count * count), ("sum", sum), ("squares", values.reduce(0) { $0 + $1 * $1 }),
            ("between", sum * sum / count),
        ] { add(value, Self.column(quantity, name), group) }
    }

    /// The share of pairs of trials that agree.
    private mutating func addAgreement(_ quantity: String, _ values: [String], _ group: TrialGroup) {
        guard values.count > 1 else { return }
        let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +).values
        let pairs = values.count * (values.count - 1)
        add(Double(counts.reduce(0) { $0 + $1 * ($1 - 1) }) / Double(pairs), "\(quantity)/agreement", group)
        add(1, "\(quantity)/groups", group)
    }

    private mutating func addWording(_ trials: [Trial], _ group: TrialGroup) {
        var similarity = 0.0
        var identical = 0.0
        var pairs = 0.0
        for (index, first) in trials.enumerated() {
            for second in trials[..<index] {
                guard let value = first.openingSimilarity(second) else { continue }
                similarity += value
                identical += first.openingLine == second.openingLine ? 1 : 0
                pairs += 1
            }
        }
        if pairs > 0 {
            add(similarity / pairs, "opening/similarity", group)
            add(identical / pairs, "opening/identical", group)
            add(1, "opening/groups", group)
        }
        var sayers: [UInt64: Int] = [:]
        for trial in trials { for line in Set(trial.longLines) { sayers[line, default: 0] += 1 } }
        for trial in trials {
            add(Double(trial.longLines.count { sayers[$0, default: 0] > 1 }), "verbatim/shared", group)
            add(Double(trial.longLines.count), "verbatim/lines", group)
        }
    }

    /// Pairs of trials that both state a value of a kind of which a person has one, and those that have no value in common.
    private mutating func addValues(_ trials: [Trial], _ group: TrialGroup) {
        for (index, first) in trials.enumerated() {
            for second in trials[..<index] {
                for (kind, values) in first.values {
                    guard let others = second.values[kind] else { continue }
                    add(1, "values/pairs", group)
                    if values.isDisjoint(with: others) { add(1, "values/unlike", group) }
                }
            }
        }
    }
}

/// The chance that all of k trials succeed, estimated from more.
///
/// Source: Yao et al., "tau-bench" (arXiv:2406.12045), pass^k: the mean over tasks of C(c, k) / C(n, k) with c of n trials a success, which
/// is unbiased.
public enum PassHat {
    /// - Parameter size: k, from 1 to `count`.
    /// - Returns: 0 where there are fewer successes than k.
    public static func value(successes: Int, of count: Int, _ size: Int) -> Double {
        guard size <= successes else { return 0 }
        return (0..<size).reduce(1) { $0 * Double(successes - $1) / Double(count - $1) }
    }
}
