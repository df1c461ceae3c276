// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Scenarios of each domain whose personas others are held against.
struct ContrastingScenarios: Sendable {
    /// Personas of one domain that are kept; more would hardly change a mean.
    private static let most = 32
    /// Personas that a line is held against.
    private static let drawn = 4

    private var byDomain: [String: [Scenario]] = [:]

    init(_ scenarios: [Scenario]) {
        var personas: Set<String> = []
        for scenario in scenarios where byDomain[scenario.domain, default: []].count < Self.most && personas.insert(scenario.persona.id).inserted {
            byDomain[scenario.domain, default: []].append(scenario)
        }
    }

    /// Who the lines of a scenario are held against, drawn by the scenario; nil where its domain has nobody.
    func contrast(of scenario: Scenario) -> PersonaContrast? {
        guard let candidates = byDomain[scenario.domain] else { return nil }
        return PersonaContrast(own: scenario, among: candidates, count: Self.drawn, seed: 0)
    }
}
