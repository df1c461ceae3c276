// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Makes scenarios of the bundled domains: people with errands against the scripted agents.
///
/// Everything follows from the seed and the place of a scenario in its split; asking for more scenarios changes no earlier one.
public struct ScenarioGenerator: Sendable {
    /// What every scenario follows from, together with its split and place.
    public let seed: UInt64
    private let catalog: DomainCatalog

    /// A generator over the bundled domains, whose databases are made from the same seed.
    /// - Throws: `environment` when a database cannot be made.
    public init(seed: UInt64) throws { self.init(seed: seed, catalog: try DomainCatalog.bundled(seed: seed)) }

    /// A generator over given domains. Play its scenarios against the same catalog: what is possible follows from its databases.
    public init(seed: UInt64, catalog: DomainCatalog) {
        self.seed = seed
        self.catalog = catalog
    }

    /// The first `count` scenarios of a split.
    /// - Parameter domains: names to draw from in turn; nil for the three bundled ones.
    /// - Throws: `environment` for an unknown domain or a database that fails.
    public func scenarios(split: Split, count: Int, domains: [String]? = nil) throws -> [Scenario] {
        let names = domains ?? catalog.domains
        let services = try names.map { name in
            guard let service = catalog.service(name) else {
                throw HoldfastError(
                    .environment, "there is no domain '\(name)' to make scenarios of; known are \(catalog.domains.joined(separator: ", "))")
            }
            return service
        }
        guard !services.isEmpty else { return [] }
        return try (0..<count).map { try scenario($0, split: split, service: services[$0 % services.count]) }
    }

    private func scenario(_ index: Int, split: Split, service: ServiceDomain) throws -> Scenario {
        let lane = Split.allCases.firstIndex(of: split) ?? 0
        let key = RandomKey(seed: seed, step: lane, group: index, purpose: .persona)
        var personas = key.stream
        var goals = key.for(.goal).stream
        var worlds = key.for(.scenario).stream
        let persona = PersonaGenerator.persona(in: split, from: &personas)
        let goal = try goal(for: persona, split: split, service: service, from: &goals)
        return Scenario(
            id: "\(service.definition.name)-\(split.rawValue)-\(index)-\(StableHash.hexadecimal(persona.id + goal.id).prefix(8))",
            domain: service.definition.name, persona: persona, goal: goal, limits: EpisodeLimits(userTurns: 16), split: split, seed: worlds.next(),
            source: "bundled")
    }

    private func goal(for persona: Persona, split: Split, service: ServiceDomain, from stream: inout RandomStream) throws -> UserGoal {
        let drafting = ErrandDrafting(service: service)
        let writing = GoalWriting(definition: service.definition)
        let main = service.definition.intents.filter(\.isMain)
        let second = service.definition.intents.filter { !$0.isMain }
        for _ in 0..<400 {
            var errands: [ErrandDraft] = []
            if let intent = stream.pick(main) { errands.append(try drafting.draft(intent, wish: wish(from: &stream), from: &stream)) }
            if stream.chance(0.18), let intent = stream.pick(second) {
                errands.append(try drafting.draft(intent, wish: stream.chance(0.85) ? .possible : .conditional, from: &stream))
                // Two errands make a long talk already: one question each.
                for index in errands.indices { errands[index].questions = Array(errands[index].questions.prefix(1)) }
            }
            let goal = writing.goal(of: persona, errands: errands)
            if ScenarioSplit.split(of: goal) == split { return goal }
        }
        throw HoldfastError(
            .environment, "no errand of domain '\(service.definition.name)' falls into split \(split.rawValue); the domain has too few values")
    }

    private func wish(from stream: inout RandomStream) -> ErrandDrafting.Wish {
        switch stream.uniform() {
        case ..<0.68: .possible
        case ..<0.86: .conditional
        default: .impossible
        }
    }
}
