// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// Which training scenarios a step uses: a shuffled order that begins anew when it is used up, as a function of seed and step alone.
struct ScenarioOrder: Sendable {
    let scenarios: [Scenario]
    let perStep: Int
    let seed: UInt64

    /// The scenarios of a step, counted from 1.
    func scenarios(of step: Int) -> [Scenario] {
        let first = (step - 1) * perStep
        var orders: [Int: [Int]] = [:]
        return (first..<first + perStep).map { place in
            let pass = place / scenarios.count
            let order = orders[pass] ?? self.order(pass: pass)
            orders[pass] = order
            return scenarios[order[place % scenarios.count]]
        }
    }

    private func order(pass: Int) -> [Int] {
        Shuffle.order(scenarios.count, key: RandomKey(seed: seed, step: pass, purpose: .selection))
    }
}
