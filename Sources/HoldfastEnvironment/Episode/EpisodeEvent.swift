// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// What happened to an episode.
public enum EpisodeEvent: Hashable, Sendable {
    /// The episode may begin; no line and no judgement comes before it.
    case started
    /// The agent opened the dialogue or answered.
    case agentReplied(AgentReply)
    /// The simulator wrote a line.
    case sampled(SampleReply)
    /// The simulator answered the probes, in the order they were asked.
    case probed([SampleReply])
    /// The goal judge looked at the newest turn.
    case judged(GoalJudgement)
    /// Something the episode needs failed, or the run was cancelled.
    case failed(EpisodeFailure)
}

/// What an episode wants done next. At most one action waits for an answer at any time.
public enum EpisodeAction: Hashable, Sendable {
    /// Ask the agent for its opening line; answered by `agentReplied`.
    case openAgent
    /// Ask the agent to answer the newest turn; answered by `agentReplied`.
    case callAgent(turns: [Turn])
    /// Sample the user's next line; answered by `sampled`.
    case sampleUser(SampleRequest)
    /// Sample answers in forks that leave no trace; answered by `probed`.
    case probe([ProbeCall])
    /// Ask the goal judge about the newest turn; answered by `judged`.
    case judge(GoalJudgeContext)
    /// Forget the dialogue's cache on the model server.
    case releaseSession(String)
    /// The episode is over.
    case finish(Episode)
}
