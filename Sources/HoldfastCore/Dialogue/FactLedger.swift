// SPDX-License-Identifier: Apache-2.0

/// The machine-checkable truth of a scenario: which values of which attribute the user may claim.
public struct FactLedger: Hashable, Sendable {
    /// The values that are true or wanted for an attribute; several where the goal names a fallback.
    public private(set) var values: [Attribute: Set<String>] = [:]
    /// Attributes the user keeps to itself.
    public private(set) var secrets: Set<Attribute> = []

    /// Collects the persona's facts and the goal's constraints; values that both give for one attribute are all true.
    public init(persona: Persona, goal: UserGoal) {
        values.reserveCapacity(persona.facts.count + goal.constraints.count)
        // A ledger is made for every episode that is scored; growing the table would hash every fact again and again.
        for fact in persona.facts { add(fact) }
        for fact in goal.constraints { add(fact) }
    }

    private mutating func add(_ fact: Fact) {
        values[fact.attribute, default: []].insert(fact.value)
        if fact.visibility == .secret { secrets.insert(fact.attribute) }
    }

    /// What the ledger says of a claimed value.
    public enum Standing: Sendable, Hashable { case supported, contradicted, unknown }

    /// Supported, contradicted, or unknown where the ledger has nothing on the attribute.
    public func standing(of attribute: Attribute, value: String) -> Standing {
        guard let known = values[attribute] else { return .unknown }
        return known.contains(value) ? .supported : .contradicted
    }
}
