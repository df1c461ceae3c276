// SPDX-License-Identifier: Apache-2.0

/// Why an episode ended.
public enum EndingReason: String, Sendable, Codable, CaseIterable {
    /// The user ended it.
    case userStop
    /// The agent ended it.
    case agentStop
    /// The turn limit was reached and nobody had ended it.
    case turnLimit
    /// The simulator's context is full.
    case contextLimit
    /// The user's line was empty or invalid too often.
    case invalidUser
    /// Something failed; `Ending.failure` says what.
    case failure
}

/// Which boundary a failure crossed.
public enum FailureBoundary: String, Sendable, Codable, CaseIterable {
    case simulator, agent, tool, judge, environment, cancelled
}

/// A failure as data: it ends one episode and no other.
public struct EpisodeFailure: Hashable, Sendable, Codable {
    public var boundary: FailureBoundary
    public var message: String

    public init(boundary: FailureBoundary, message: String) {
        self.boundary = boundary
        self.message = message
    }
}

/// Whether the decision to stop was right, judged against the goal state at that moment.
public enum StopDecision: String, Sendable, Codable, CaseIterable {
    /// The user stopped when nothing was left to do.
    case correct
    /// The user stopped while something was left to do.
    case premature
    /// Everything was done and the user went on to the limit.
    case missed
    /// The limit came, or the agent ended it, while something was left to do: no decision of the user's.
    case cutOff
}

/// How an episode ended: a typed reason, and what the decision was worth.
public struct Ending: Hashable, Sendable, Codable {
    public var reason: EndingReason
    /// Nil when the episode failed.
    public var stop: StopDecision?
    public var failure: EpisodeFailure?

    public init(reason: EndingReason, stop: StopDecision?, failure: EpisodeFailure? = nil) {
        self.reason = reason
        self.stop = stop
        self.failure = failure
    }
}
