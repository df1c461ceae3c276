// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What a training step came to.
public struct StepRecord: Sendable, Hashable {
    /// From 1.
    public var step: Int
    /// The version that the step made.
    public var version: Int
    public var metrics: Metrics
}

/// What an evaluation came to.
public struct EvaluationRecord: Sendable, Hashable {
    public var moment: EvaluationMoment
    /// The step after which it was made; 0 before the first.
    public var step: Int
    /// Names begin with `eval/`, but for times.
    public var metrics: Metrics
}

/// Where a run stands, for people who watch.
public struct TrainingProgress: Sendable, Hashable {
    /// What a step is busy with.
    public enum Phase: String, Sendable, CaseIterable { case evaluate, collect, score, update, publish, checkpoint }
    public var phase: Phase
    public var step: Int
    public var steps: Int
    /// Share of the phase that is done, from 0 to 1.
    public var fraction: Double
}

/// Is told what happens in a run. What it throws ends the run, so that a full disk never passes in silence.
public protocol TrainingObserver: Sendable {
    /// Called before the step counts as finished: before its checkpoint.
    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws
    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws
    func checkpointWritten(_ checkpoint: Checkpoint) async throws
    func progressed(_ progress: TrainingProgress) async
}

extension TrainingObserver {
    /// Does nothing.
    public func checkpointWritten(_ checkpoint: Checkpoint) async throws {}
    /// Does nothing.
    public func progressed(_ progress: TrainingProgress) async {}
}
