// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What the service of users asks of whoever knows scenarios: their words, and what a line changes.
///
/// All of it is pure: equal arguments give equal results, so that a dialogue can be followed anew from any of its lines.
public protocol ScenarioKnowledge: Sendable {
    /// What a text says about a user and its goal.
    func understand(_ text: String) -> UnderstoodText
    /// A scenario in the words that simulators are trained on.
    func prompt(for scenario: Scenario) -> String
    /// The dialogue after one more line, with everything that follows from it.
    /// - Parameter line: of either seat; its `index` is the number of turns so far. The acts of an agent's line are read from its words.
    func follow(_ dialogue: UserDialogue, with line: Turn) async -> UserDialogue
}

/// A text about a user, as far as it was understood.
public struct UnderstoodText: Sendable, Hashable {
    /// Persona and goal; nil where no errand was understood.
    public var scenario: Scenario?
    /// Sentences that nothing was read from.
    public var rest: [String]

    /// What was understood, and what was not.
    public init(scenario: Scenario?, rest: [String]) {
        self.scenario = scenario
        self.rest = rest
    }
}
