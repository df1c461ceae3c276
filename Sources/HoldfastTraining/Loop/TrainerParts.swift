// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastEnvironment
public import HoldfastModels

/// What a run trains with, beside its configuration.
public struct TrainerParts: Sendable {
    public var server: any ModelServer
    public var episodes: any EpisodeSource
    public var score: @Sendable (Episode) async -> ScoredEpisode
    /// How rewards divide among turns, for `turn_return`, `line_and_outcome` and `fault_and_outcome`; nil where they belong to the dialogue alone.
    public var turnRewards: TurnRewardSource?
    /// The scenarios of a step, a function of the step alone: one per group.
    public var trainingScenarios: @Sendable (_ step: Int) throws -> [Scenario]
    public var evaluationScenarios: [Scenario]
    /// Nil writes no checkpoints.
    public var checkpoints: CheckpointStore?
    public var identity: RunIdentity
    public var observer: any TrainingObserver

    public init(
        server: any ModelServer, episodes: any EpisodeSource, score: @escaping @Sendable (Episode) async -> ScoredEpisode,
        turnRewards: TurnRewardSource? = nil, trainingScenarios: @escaping @Sendable (_ step: Int) throws -> [Scenario],
        evaluationScenarios: [Scenario], checkpoints: CheckpointStore? = nil, identity: RunIdentity = RunIdentity(),
        observer: any TrainingObserver
    ) {
        self.server = server
        self.episodes = episodes
        self.score = score
        self.turnRewards = turnRewards
        self.trainingScenarios = trainingScenarios
        self.evaluationScenarios = evaluationScenarios
        self.checkpoints = checkpoints
        self.identity = identity
        self.observer = observer
    }
}
