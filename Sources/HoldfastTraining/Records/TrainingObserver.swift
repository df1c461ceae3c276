// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What a training step came to.
public struct StepRecord: Sendable, Hashable {
    /// From 1.
    public var step: Int
    /// The version that the step made.
    public var version: Int
    /// Numbers of the step's episodes and updates, and the seconds of its parts.
    public var metrics: Metrics
}

/// What an evaluation came to.
public struct EvaluationRecord: Sendable, Hashable {
    /// Before, during or after training.
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
    /// What the step is busy with.
    public var phase: Phase
    /// The step at work, from 1; for an evaluation the step before it, 0 at the start.
    public var step: Int
    /// Steps of the whole run.
    public var steps: Int
    /// Share of the phase that is done, from 0 to 1.
    public var fraction: Double
}

/// Is told what happens in a run. What it throws ends the run, so that a full disk never passes in silence.
public protocol TrainingObserver: Sendable {
    /// Called before the step counts as finished: before its checkpoint.
    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws
    /// Called with all episodes of an evaluation, failed ones included.
    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws
    /// Called when a checkpoint is complete and older ones have been removed.
    func checkpointWritten(_ checkpoint: Checkpoint) async throws
    /// Called as a phase begins and as it moves on.
    func progressed(_ progress: TrainingProgress) async
}

extension TrainingObserver {
    /// Does nothing.
    public func checkpointWritten(_ checkpoint: Checkpoint) async throws {}
    /// Does nothing.
    public func progressed(_ progress: TrainingProgress) async {}
}
