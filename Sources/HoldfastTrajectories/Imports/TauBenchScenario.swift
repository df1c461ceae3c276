// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A task as a scenario: the instruction becomes the persona's statements, and what it names becomes typed facts.
struct TauBenchScenario {
    let goal: TauBenchGoal
    let scenario: Scenario

    init(task: String, brief: TauBenchTask?, domain: String) {
        let instruction = brief?.instruction ?? ""
        let named = IdentifierReader.identifiers(in: instruction)
        let user = brief?.user.lowercased() ?? ""
        var facts: [Fact] = []
        func add(_ fact: Fact, to facts: inout [Fact]) { if !facts.contains(fact) { facts.append(fact) } }
        if let name = Self.name(user: user, instruction: instruction) { facts.append(Fact("name", name)) }
        // The key in the database is who the user is, and nothing that it was told unless the instruction says so.
        var wishes: [Fact] = []
        for identifier in named where identifier.kind != .name {
            let fact = Fact(Attribute(identifier.kind.rawValue), identifier.value)
            if identifier.kind.isOfOnePerson { add(fact, to: &facts) } else { add(fact, to: &wishes) }
        }
        var persona = Persona(facts: facts, policy: [], statements: instruction.statements)
        // All tasks of one user are one cluster: they share name, account and often the wording.
        if !user.isEmpty { persona.id = "\(domain)/\(user)" }
        goal = TauBenchGoal(brief, constraints: wishes)
        scenario = Scenario(
            id: "\(domain)-\(task)-" + StableHash.hexadecimal(instruction), domain: domain, persona: persona, goal: goal.goal,
            limits: EpisodeLimits(userTurns: TauBenchEpisodes.mostUserTurns), split: .test, seed: 0, source: TauBenchEpisodes.source)
    }

    /// The user's name: as the instruction announces it, else as the key in the database spells it (`mia_li_3668`).
    private static func name(user: String, instruction: String) -> String? {
        let parts = user.split(separator: "_")
        if parts.count >= 3, parts.last?.allSatisfy(\.isNumber) == true { return parts.dropLast().joined(separator: " ") }
        return nil
    }
}
