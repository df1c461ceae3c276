// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How often the dialogues of each scenario succeed.
struct ScenarioOutcomes: Sendable {
    struct Outcome: Hashable, Sendable {
        var cluster: ClusterKey
        var hits: Double
        var count: Double
    }

    let most: Int
    /// Scenarios whose hashes lie below are kept.
    private(set) var bound = UInt64.max
    private(set) var outcomes: [UInt64: Outcome] = [:]

    init(most: Int = 1 << 14) {
        self.most = most
    }

    mutating func add(_ scenario: String, of cluster: ClusterKey, success: Double) {
        add(Outcome(cluster: cluster, hits: success, count: 1), to: LineWords.hash(of: scenario) &* 0x9E37_79B9_7F4A_7C15)
    }

    mutating func merge(_ other: ScenarioOutcomes) {
        bound = min(bound, other.bound)
        keepBounded()
        for (key, outcome) in other.outcomes.sorted(by: { $0.key < $1.key }) { add(outcome, to: key) }
    }

    private mutating func add(_ outcome: Outcome, to key: UInt64) {
        guard key <= bound else { return }
        if outcomes[key] == nil {
            outcomes[key] = outcome
        } else {
            outcomes[key]?.hits += outcome.hits
            outcomes[key]?.count += outcome.count
        }
        while outcomes.count > most {
            bound /= 2
            keepBounded()
        }
    }

    private mutating func keepBounded() {
        let bound = bound
        outcomes = outcomes.filter { $0.key <= bound }
    }
}
