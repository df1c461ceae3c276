// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

#if Servers
    import HoldfastServing
#endif

/// How `holdfast serve` serves users with goals.
public struct ServedUsers: Sendable {
    var scenarios: String?
    var stopPolicy: String
    var transferMarker: String
    var outOfScopeMarker: String

    /// - Parameters:
    ///   - scenarios: file of scenarios, one JSON object a line, that can be asked for by their identifiers; nil for none.
    ///   - stopPolicy: `simulator` or `goal`.
    ///   - transferMarker: put behind the line of a user whom the agent hands over; empty for never.
    ///   - outOfScopeMarker: put behind the line of a user who is asked for what its scenario lacks; empty for never.
    public init(scenarios: String? = nil, stopPolicy: String = "simulator", transferMarker: String = "", outOfScopeMarker: String = "") {
        self.scenarios = scenarios
        self.stopPolicy = stopPolicy
        self.transferMarker = transferMarker
        self.outOfScopeMarker = outOfScopeMarker
    }

    #if Servers
        /// - Throws: `usage` for an unknown policy, `file` or `format` for scenarios that cannot be read or share an identifier.
        func configuration() throws -> UserServiceConfiguration {
            guard let policy = StopPolicy(rawValue: stopPolicy) else {
                throw HoldfastError(.usage, "--stop-policy must be one of \(StopPolicy.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            let found = try scenarios.map { try JSONLines.read(Scenario.self, from: $0, what: "scenario") } ?? []
            var known: Set<String> = []
            if let twice = found.first(where: { !known.insert($0.id).inserted }) {
                throw HoldfastError(.format, "\(scenarios ?? "") has two scenarios of the identifier \(twice.id); give each its own")
            }
            return UserServiceConfiguration(
                stopPolicy: policy, transferMarker: transferMarker, outOfScopeMarker: outOfScopeMarker, scenarios: found)
        }
    #endif
}
