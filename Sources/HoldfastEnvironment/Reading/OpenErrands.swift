// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The errands that a line of the agent can be about, the likeliest first: those of the goal that are open, then those that are
/// settled, then the domain's others.
struct OpenErrands {
    private let definition: DomainDefinition
    private let constraints: [Fact]
    private let intents: [IntentDefinition]
    /// Errands of the goal that were neither done nor refused.
    let open: [IntentDefinition]
    /// What the world can tell about the user's errands.
    let returns: Set<Attribute>

    init(_ definition: DomainDefinition, scenario: Scenario, turns: [Turn]) {
        self.definition = definition
        constraints = scenario.goal.constraints
        let settled = Set(turns.flatMap(\.acts).compactMap { [.done, .blocked].contains($0.kind) ? $0.intent : nil })
        let own = scenario.goal.intents.compactMap(definition.intent)
        open = own.filter { !settled.contains($0.name) }
        intents = open + own.filter { settled.contains($0.name) } + definition.intents.filter { !scenario.goal.intents.contains($0.name) }
        returns = Set(own.flatMap { $0.lookups.flatMap(\.returns) + $0.learnable })
    }

    /// The errand in hand, as far as one can tell.
    var current: IntentDefinition? { open.first }

    func first(where matches: (IntentDefinition) -> Bool) -> IntentDefinition? { intents.first(where: matches) }

    /// What can be negotiated and has a value of this spelling; one that the goal names goes first.
    func negotiable(_ spelled: String) -> (Attribute, String)? {
        let names = intents.flatMap { $0.lookups.compactMap(\.negotiable) }
        let found = names.compactMap { name in definition.attribute(name)?.value(named: spelled).map { (name, $0) } }
        return found.first { name, value in constraints.contains { $0.attribute == name && $0.value == value } } ?? found.first
    }
}
