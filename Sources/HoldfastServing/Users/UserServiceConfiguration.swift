// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// When a served user ends a dialogue.
public enum StopPolicy: String, Sendable, CaseIterable {
    /// When the simulator decides to.
    case simulator
    /// When nothing is left to do. A line that ends the dialogue earlier is thrown away once and sampled again; a second one stands.
    case goal
}

/// How users are served.
public struct UserServiceConfiguration: Sendable {
    /// Who decides when a dialogue is over; where a goal was understood in part alone, the simulator does.
    public var stopPolicy: StopPolicy
    /// Put behind the line of a user whom the agent hands over to somebody else; empty for never.
    public var transferMarker: String
    /// Put behind the line of a user who is asked for what its scenario does not say; empty for never.
    public var outOfScopeMarker: String
    /// Users that can be asked for by the identifier of their scenario.
    public var scenarios: [Scenario]
    /// Users and dialogues that are remembered besides, each.
    public var capacity: Int

    /// The simulator decides when to stop, and that is the only marker, unless told otherwise.
    public init(
        stopPolicy: StopPolicy = .simulator, transferMarker: String = "", outOfScopeMarker: String = "", scenarios: [Scenario] = [],
        capacity: Int = 2048
    ) {
        self.stopPolicy = stopPolicy
        self.transferMarker = transferMarker
        self.outOfScopeMarker = outOfScopeMarker
        self.scenarios = scenarios
        self.capacity = capacity
    }
}
