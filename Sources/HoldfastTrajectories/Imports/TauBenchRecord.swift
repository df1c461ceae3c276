// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// One trial of one task as tau-bench stores it: what was asked of the user and the agent, what was said, and what came of it.
public struct TauBenchRecord: Hashable, Sendable {
    /// Position in its file, from 0.
    public var number: Int
    /// The task's name: a number in tau-bench, any text in tau2-bench.
    public var task: String
    /// Which repetition of the task it is; nil where the file does not say it.
    public var trial: Int?
    /// What the benchmark paid: 1 where the database and the answers are as the task wants them; nil where the file does not say it.
    public var reward: Double?
    /// What the user was told and what was to be done; nil where the file does not say it.
    public var brief: TauBenchTask?
    /// Who acted last: `user`, or the name of a tool; empty where the file does not say it.
    public var source: String
    /// The error that the trial ended in; nil for a trial that was carried out.
    public var failure: EpisodeFailure?
    /// How the benchmark says that it ended; nil where only the messages tell.
    public var ending: EndingReason?
    /// Parts of the reward by their names, such as `r_actions`.
    public var rewardParts: [String: Double]
    /// What the simulated user cost, in dollars; nil where the file does not say it.
    public var userCost: Double?
    /// All messages in order, the agent's instructions included.
    public var messages: [TauBenchMessage]
}

/// What a task says: who the user is, and what the benchmark expects to be done.
public struct TauBenchTask: Hashable, Sendable {
    /// Key of the user in the database; empty where there is none.
    public var user: String
    /// All that the simulated user was told, in the second person.
    public var instruction: String
    /// The calls that the agent should make.
    public var actions: [TauBenchAction]
    /// What the agent should tell the user.
    public var outputs: [String]
}

/// A call of a tool that a task expects.
public struct TauBenchAction: Hashable, Sendable {
    /// The tool.
    public var name: String
    /// Its arguments by their names; lists and objects as JSON.
    public var arguments: [String: AnyJSON]

    /// Whether it only looks something up, so that nothing comes of it.
    public var onlyReads: Bool {
        ["get_", "find_", "list_", "search_", "calculate", "think"].contains { name.hasPrefix($0) }
    }
}

/// One message of a trial.
public struct TauBenchMessage: Hashable, Sendable {
    /// Who wrote it.
    public enum Role: String, Sendable, CaseIterable {
        /// `tool` is what a tool returned.
        case system, user, assistant, tool
    }

    /// Who wrote it.
    public var role: Role
    /// The text; empty where there is none.
    public var content: String
    /// The calls an agent makes with it; of tau2-bench also a user's.
    public var calls: [TauBenchCall]
    /// Which call a tool answers; empty where the file does not say it.
    public var callID: String
    /// The tool that answers; empty where the file does not say it.
    public var tool: String

    /// A message.
    public init(role: Role, content: String, calls: [TauBenchCall] = [], callID: String = "", tool: String = "") {
        self.role = role
        self.content = content
        self.calls = calls
        self.callID = callID
        self.tool = tool
    }
}

/// A call of a tool in a message.
public struct TauBenchCall: Hashable, Sendable {
    /// Identifier, which its answer repeats. Not unique within a trial.
    public var id: String
    /// The tool.
    public var name: String
    /// Arguments by their names; under the name `arguments` the raw text where that is no JSON object.
    public var arguments: [String: AnyJSON]
}
