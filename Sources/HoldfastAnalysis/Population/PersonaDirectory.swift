// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The personas that were simulated, each once, with what they are.
struct PersonaDirectory: Sendable {
    let most: Int
    private(set) var subset = PersonaSubset()
    private(set) var personas: [ClusterKey: Persona] = [:]

    init(most: Int = 4_096) {
        self.most = most
    }

    var clusters: [ClusterKey] { personas.keys.sorted() }

    mutating func add(_ persona: Persona, as cluster: ClusterKey) {
        guard subset.holds(cluster) else { return }
        if let known = personas[cluster] {
            // Two personas share a key once in a million times: the choice must not depend on who came first.
            if persona.id < known.id { personas[cluster] = persona }
            return
        }
        personas[cluster] = persona
        while personas.count > most {
            subset.halve()
            keepSubset()
        }
    }

    mutating func merge(_ other: PersonaDirectory) {
        subset.narrow(to: other.subset)
        keepSubset()
        for (cluster, persona) in other.personas { add(persona, as: cluster) }
    }

    private mutating func keepSubset() {
        let subset = subset
        personas = personas.filter { subset.holds($0.key) }
    }
}
