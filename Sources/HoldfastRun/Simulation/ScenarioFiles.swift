// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// The scenario files of a run, so read that nothing is evaluated on what is trained on.
struct ScenarioFiles: Sendable {
    /// Empty where one file serves both purposes.
    let training: String
    let evaluation: String

    /// The first `count` scenarios of a split. One file for both purposes is divided by split; a file of its own is taken whole, but
    /// evaluations leave out the goals that the training file has.
    /// - Throws: `file` where a file cannot be read, `format` with the line that is no scenario.
    func scenarios(_ split: Split, count: Int) throws -> [Scenario] {
        let own = split == .train ? training : evaluation
        let other = split == .train ? evaluation : training
        if own.isEmpty || other.isEmpty || own == other {
            return Array(try read(own.isEmpty ? other : own).filter { $0.split == split }.prefix(count))
        }
        guard split != .train else { return Array(try read(own).prefix(count)) }
        let trained = Set(try read(other).map { ScenarioSplit.key(of: $0.goal) })
        return Array(try read(own).filter { !trained.contains(ScenarioSplit.key(of: $0.goal)) }.prefix(count))
    }

    private func read(_ file: String) throws -> [Scenario] { try JSONLines.read(Scenario.self, from: file, what: "scenario") }
}
