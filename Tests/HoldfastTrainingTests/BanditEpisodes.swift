// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastTraining

/// Dialogues of two user turns of three tokens each, sampled from a server.
struct BanditEpisodes: EpisodeSource {
    let server: any ModelServer
    /// Places whose episode fails, as group and rollout.
    var failing: @Sendable (EpisodeID) -> Bool = { _ in false }

    func episodes(for requests: [EpisodeRequest]) async throws -> [Episode] {
        var episodes: [Episode] = []
        for request in requests {
            var trace = TokenTrace()
            trace.appendGiven([0], turn: -1)
            var turns: [Turn] = []
            var version = 0
            for index in [0, 2] {
                let key = RandomKey(
                    seed: request.samplingSeed, step: request.id.step, group: request.id.group, rollout: request.id.rollout, turn: index,
                    purpose: .sampling)
                let reply = try await server.sample([
                    SampleRequest(prompt: trace.ids, parameters: SamplingParameters(maxTokens: 3), randomKey: key)
                ])[0]
                let start = trace.count
                try trace.appendSampled(reply.tokens, logprobs: reply.logprobs, turn: index)
                version = reply.version
                turns.append(Turn(index: index, seat: .user, text: "", finish: .length, tokens: start..<trace.count))
                if index == 0 {
                    trace.appendGiven([1, 2], turn: 1)
                    turns.append(Turn(index: 1, seat: .agent, text: ""))
                }
            }
            let ending =
                failing(request.id)
                ? Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .simulator, message: "made to fail"))
                : Ending(reason: .turnLimit, stop: .cutOff)
            episodes.append(
                Episode(
                    id: request.id, scenario: request.scenario, turns: turns, trace: trace, goal: GoalState(components: []), probes: [],
                    ending: ending, simulatorVersion: version, samplingSeed: request.samplingSeed))
        }
        return episodes
    }
}

enum Bandit {
    static func scenario(_ index: Int) -> Scenario {
        Scenario(
            id: "s\(index)", domain: "bandit", persona: Persona(facts: [Fact("name", "n\(index)")], policy: []),
            goal: UserGoal(intents: [], constraints: [], components: []), split: .train, seed: UInt64(index), source: "test")
    }

    /// The share of sampled tokens that are token 3.
    static func score(_ episode: Episode) -> ScoredEpisode {
        let sampled = zip(episode.trace.ids, episode.trace.mask).filter(\.1).map(\.0)
        let share = Double(sampled.count { $0 == 3 }) / Double(sampled.count)
        return ScoredEpisode(episode: episode, scores: [Score("drift/share", share)], reward: share)
    }

    static func configuration() -> TrainerConfiguration {
        var configuration = TrainerConfiguration()
        configuration.steps = 6
        configuration.groupSize = 8
        configuration.groupsPerStep = 4
        configuration.learningRate = 0.5
        configuration.evaluateEvery = 2
        configuration.checkpointEvery = 2
        configuration.seed = 7
        return configuration
    }
}

/// Keeps what a trainer tells.
actor Recorder: TrainingObserver {
    private(set) var steps: [StepRecord] = []
    private(set) var evaluations: [EvaluationRecord] = []
    private(set) var episodes: [ScoredEpisode] = []
    private(set) var evaluated: [ScoredEpisode] = []
    private(set) var checkpoints: [Checkpoint] = []
    private(set) var progress: [TrainingProgress] = []
    private var onStep: (@Sendable (StepRecord) async throws -> Void)?

    func whenStepFinishes(_ body: @escaping @Sendable (StepRecord) async throws -> Void) { onStep = body }

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        steps.append(record)
        self.episodes += episodes
        try await onStep?(record)
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        evaluations.append(record)
        evaluated += episodes
    }

    func checkpointWritten(_ checkpoint: Checkpoint) async throws { checkpoints.append(checkpoint) }
    func progressed(_ progress: TrainingProgress) async { self.progress.append(progress) }
}
