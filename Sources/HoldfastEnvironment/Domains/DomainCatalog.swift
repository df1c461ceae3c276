// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The domains of a run: makes the scripted agent of a scenario and knows each domain's language.
public struct DomainCatalog: TaskAgentFactory {
    private let services: [String: ServiceDomain]

    /// A catalog of domains; of two with one name the first is taken.
    public init(_ services: [ServiceDomain]) {
        self.services = Dictionary(services.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The three domains that come with Holdfast, their databases made from `seed`.
    public static func bundled(seed: UInt64) throws -> DomainCatalog {
        DomainCatalog([
            try ServiceDomain(TrainDomain.definition(seed: seed)), try ServiceDomain(ShopDomain.definition(seed: seed)),
            try ServiceDomain(PhoneDomain.definition(seed: seed)),
        ])
    }

    /// A catalog with further domains; one of a known name replaces it.
    public func adding(_ more: [ServiceDomain]) -> DomainCatalog {
        DomainCatalog(more + services.values.sorted { $0.definition.name < $1.definition.name })
    }

    /// Names of the domains, in alphabetical order.
    public var domains: [String] { services.keys.sorted() }

    /// Everything of one domain, or nil for an unknown name.
    public func service(_ domain: String) -> ServiceDomain? { services[domain] }

    /// How a domain is spoken about, or nil for an unknown name.
    public func lexicon(for domain: String) -> Lexicon? { services[domain]?.reader.lexicon }

    /// The scripted agent of a scenario's domain, in a fresh world.
    /// - Throws: `environment` for an unknown domain.
    public func agent(for scenario: Scenario) throws -> any TaskAgent { try scriptedAgent(for: scenario) }

    func scriptedAgent(for scenario: Scenario) throws -> ScriptedAgent {
        guard let service = services[scenario.domain] else {
            throw HoldfastError(
                .environment,
                "scenario \(scenario.id) is of domain '\(scenario.domain)', which is unknown; known are \(domains.joined(separator: ", "))")
        }
        return try ScriptedAgent(service: service, scenario: scenario)
    }
}
