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
    /// `cancelled` is a run that was stopped; the others name the part that failed. The bundled driver uses neither `tool` nor `judge`:
    /// tools return errors as results, and judges that fail propose nothing.
    case simulator, agent, tool, judge, environment, cancelled
}

/// A failure as data: it ends one episode and no other.
public struct EpisodeFailure: Hashable, Sendable, Codable {
    /// Where the failure entered the episode.
    public var boundary: FailureBoundary
    /// What failed, in words for people; stored with the episode.
    public var message: String

    /// A failure at a boundary.
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
    /// What brought the episode to its end.
    public var reason: EndingReason
    /// Nil when the episode failed.
    public var stop: StopDecision?
    /// What failed; nil unless `reason` is `failure`.
    public var failure: EpisodeFailure?

    /// An ending for a reason; only a failed one has a `failure` and no `stop`.
    public init(reason: EndingReason, stop: StopDecision?, failure: EpisodeFailure? = nil) {
        self.reason = reason
        self.stop = stop
        self.failure = failure
    }
}
