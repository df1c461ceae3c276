// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One dialogue to simulate.
public struct EpisodeRequest: Hashable, Sendable {
    /// Where the episode stands in its run; its random streams depend on it.
    public var id: EpisodeID
    /// What to simulate.
    public var scenario: Scenario
    /// Run seed of the simulator's sampling; the place comes from `id`.
    public var samplingSeed: UInt64

    /// A request for one episode.
    public init(id: EpisodeID, scenario: Scenario, samplingSeed: UInt64) {
        self.id = id
        self.scenario = scenario
        self.samplingSeed = samplingSeed
    }
}

/// Where episodes come from: simulated by a driver, or made up by a test.
public protocol EpisodeSource: Sendable {
    /// One episode per request, in the same order. A failure is an episode with a failure ending; only a failure
    /// that ended all of them (an unreachable simulator) is thrown.
    func episodes(for requests: [EpisodeRequest]) async throws -> [Episode]
}
