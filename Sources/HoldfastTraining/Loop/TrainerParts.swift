// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastEnvironment
public import HoldfastModels

/// What a run trains with, beside its configuration.
public struct TrainerParts: Sendable {
    /// Holds the weights that are trained; has to keep the base ones too where `kl_coefficient` is above 0.
    public var server: any ModelServer
    /// Where dialogues come from; it must sample from `server`, or what is trained is not what spoke.
    public var episodes: any EpisodeSource
    /// Judges one episode; called concurrently for the episodes of a step or an evaluation.
    public var score: @Sendable (Episode) async -> ScoredEpisode
    /// Judges one episode of an evaluation, by the judge that evaluates too; nil judges as in training.
    public var evaluate: (@Sendable (Episode) async -> ScoredEpisode)?
    /// Composes the rewards of a step once all of its episodes are judged, group by group; nil leaves them as they are.
    public var compose: (@Sendable ([[ScoredEpisode]]) -> [[ScoredEpisode]])?
    /// How rewards divide among turns, for `turn_return`, `line_and_outcome` and `fault_and_outcome`; nil where they belong to the dialogue alone.
    public var turnRewards: TurnRewardSource?
    /// The scenarios of a step, a function of the step alone: one per group.
    public var trainingScenarios: @Sendable (_ step: Int) throws -> [Scenario]
    /// Each is simulated `evaluation_rollouts` times; with none there are no evaluations.
    public var evaluationScenarios: [Scenario]
    /// Nil writes no checkpoints.
    public var checkpoints: CheckpointStore?
    /// Written into every checkpoint.
    public var identity: RunIdentity
    /// Told of steps, evaluations and checkpoints as they are done.
    public var observer: any TrainingObserver

    /// Puts the parts together; by default without turn rewards and checkpoints.
    public init(
        server: any ModelServer, episodes: any EpisodeSource, score: @escaping @Sendable (Episode) async -> ScoredEpisode,
        evaluate: (@Sendable (Episode) async -> ScoredEpisode)? = nil,
        compose: (@Sendable ([[ScoredEpisode]]) -> [[ScoredEpisode]])? = nil, turnRewards: TurnRewardSource? = nil,
        trainingScenarios: @escaping @Sendable (_ step: Int) throws -> [Scenario],
        evaluationScenarios: [Scenario], checkpoints: CheckpointStore? = nil, identity: RunIdentity = RunIdentity(),
        observer: any TrainingObserver
    ) {
        self.server = server
        self.episodes = episodes
        self.score = score
        self.evaluate = evaluate
        self.compose = compose
        self.turnRewards = turnRewards
        self.trainingScenarios = trainingScenarios
        self.evaluationScenarios = evaluationScenarios
        self.checkpoints = checkpoints
        self.identity = identity
        self.observer = observer
    }
}
