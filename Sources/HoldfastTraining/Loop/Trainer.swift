// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels

/// Performs what `TrainingStateMachine` asks for.
///
/// The ratio's denominator is the sampler's own log-probability, in every pass and minibatch: one engine samples and trains with the same
/// weights and temperature, so the first update of a step has ratio 1 and no second forward pass is needed.
public actor Trainer {
    let configuration: TrainerConfiguration
    let parts: TrainerParts
    private let objective: PolicyObjective
    private let builder: TrainingBatchBuilder
    private var machine: TrainingStateMachine
    private var work = StepWork()
    /// The version of the weights that are sampled from.
    private var version = 0

    /// - Throws: `configuration` for values that cannot be trained with.
    public init(configuration: TrainerConfiguration, parts: TrainerParts) throws {
        try configuration.validate()
        self.configuration = configuration
        self.parts = parts
        objective = try ObjectiveRegistry.make(configuration.objective, klCoefficient: configuration.klCoefficient)
        builder = TrainingBatchBuilder(
            estimator: try AdvantageRegistry.make(configuration.advantage), filtersZeroSpread: configuration.filterZeroSpread,
            turnRewards: parts.turnRewards)
        machine = Trainer.machine(configuration, resume: nil)
    }

    /// Asks the run to finish its step, write a checkpoint and end.
    public func requestStop() {
        _ = machine.handle(.stopRequested)
    }

    /// Trains to the last step, or until stopped.
    /// - Parameter resume: where to continue; its checkpoint is restored first.
    /// - Throws: `interrupted` when the task is cancelled, and what the server, the episode source or the observer throw.
    public func run(resume: ResumePoint? = nil) async throws -> TrainingOutcome {
        let stopped = machine.stopRequested
        machine = Trainer.machine(configuration, resume: resume)
        if stopped { _ = machine.handle(.stopRequested) }
        version = resume?.version ?? 0
        if let directory = resume?.directory { try await parts.server.restore(from: directory) }
        var event = TrainingEvent.started
        while let action = machine.handle(event) {
            if case .finish(let outcome) = action { return outcome }
            if Task.isCancelled {
                throw HoldfastError(.interrupted, "training was cancelled; resume continues from the last complete checkpoint")
            }
            event = try await perform(action)
        }
        return .completed(steps: configuration.steps)
    }

    private static func machine(_ configuration: TrainerConfiguration, resume: ResumePoint?) -> TrainingStateMachine {
        TrainingStateMachine(
            steps: configuration.steps, evaluateEvery: configuration.evaluateEvery, checkpointEvery: configuration.checkpointEvery,
            resume: resume)
    }

    private func perform(_ action: TrainingAction) async throws -> TrainingEvent {
        switch action {
        case .evaluate(let moment, let step): try await evaluate(moment, step: step)
        case .collect(let step): try await collect(step)
        case .score(let step): try await score(step)
        case .prepare(let step): return .prepared(updates: try await prepare(step))
        case .update(let step, let index): try await update(step, index)
        case .publish(let step): try await publish(step)
        case .record(let step): try await record(step)
        case .checkpoint(let step, let evaluated): try await checkpoint(step, evaluated: evaluated)
        case .finish: break
        }
        return .performed
    }

    private func collect(_ step: Int) async throws {
        work = StepWork()
        await progress(.collect, step, 0)
        let scenarios = try parts.trainingScenarios(step)
        guard scenarios.count == configuration.groupsPerStep else {
            throw HoldfastError(
                .environment, "step \(step) got \(scenarios.count) scenarios but trainer.groups_per_step is \(configuration.groupsPerStep)")
        }
        let requests = EpisodeRequests.training(scenarios, step: step, configuration: configuration)
        work.episodes = try await timed(TimedPart.rollout) { try await parts.episodes.episodes(for: requests) }
        try EpisodeRequests.check(work.episodes, against: requests)
        try UsableEpisodes.require(in: work.episodes, of: "step \(step)")
        await progress(.collect, step, 1)
    }

    private func score(_ step: Int) async throws {
        await progress(.score, step, 0)
        let episodes = work.episodes
        work.scored = try await timed(TimedPart.score) { await scored(episodes, by: parts.score) }
        if let compose = parts.compose { work.scored = compose(groups(of: work.scored)).flatMap { $0 } }
    }

    private func groups(of scored: [ScoredEpisode]) -> [[ScoredEpisode]] {
        let size = configuration.groupSize
        return (0..<scored.count / size).map { Array(scored[($0 * size)..<(($0 + 1) * size)]) }
    }

    private func prepare(_ step: Int) async throws -> Int {
        var prepared = try builder.build(groups(of: work.scored))
        if objective.penalty != nil, !prepared.sequences.isEmpty {
            let tokens = prepared.sequences.map(\.tokens)
            let reference = try await timed(TimedPart.reference) {
                try await parts.server.score(tokens, temperature: Float(configuration.temperature), weights: .base)
            }
            try StepWork.attach(reference, to: &prepared.sequences)
        }
        work.prepared = prepared
        work.minibatches = (0..<configuration.epochs).flatMap { epoch in
            Shuffle.minibatches(
                prepared.sequences.count, parts: configuration.minibatches,
                key: RandomKey(seed: configuration.seed, step: step, group: epoch, purpose: .shuffle))
        }
        return work.minibatches.count
    }

    private func update(_ step: Int, _ index: Int) async throws {
        await progress(.update, step, Double(index) / Double(work.minibatches.count))
        let sequences = work.minibatches[index].compactMap { work.prepared?.sequences[$0] }
        let batch = TrainingBatch(sequences: sequences, temperature: Float(configuration.temperature))
        let (loss, report) = try await timed(TimedPart.update) {
            let loss = try await parts.server.accumulate(batch, objective: objective)
            let report = try await parts.server.step(
                OptimizerStep(
                    learningRate: learningRate(of: step), weightDecay: configuration.weightDecay,
                    maximumNorm: configuration.maximumGradientNorm))
            return (loss, report)
        }
        work.totals.add(loss, report)
    }

    private func publish(_ step: Int) async throws {
        await progress(.publish, step, 0)
        version = try await timed(TimedPart.publish) { try await parts.server.publish() }
    }

    private func record(_ step: Int) async throws {
        let metrics = work.metrics(step: step, steps: configuration.steps, learningRate: learningRate(of: step))
        try await parts.observer.stepFinished(StepRecord(step: step, version: version, metrics: metrics), work.scored)
        work = StepWork()
    }

    private func evaluate(_ moment: EvaluationMoment, step: Int) async throws {
        guard !parts.evaluationScenarios.isEmpty else { return }
        await progress(.evaluate, step, 0)
        let start = ContinuousClock.now
        let requests = EpisodeRequests.evaluation(parts.evaluationScenarios, moment, step: step, configuration: configuration)
        let episodes = try await parts.episodes.episodes(for: requests)
        try EpisodeRequests.check(episodes, against: requests)
        try UsableEpisodes.require(in: episodes, of: "the evaluation after step \(step)")
        let scored = await scored(episodes, by: parts.evaluate ?? parts.score)
        var metrics = Metrics.episodes(scored).prefixed(TrainingMetricName.evaluation)
        metrics[TrainingMetricName.evaluationTime] = (ContinuousClock.now - start).seconds
        try await parts.observer.evaluationFinished(EvaluationRecord(moment: moment, step: step, metrics: metrics), scored)
    }

    private func checkpoint(_ step: Int, evaluated: Bool) async throws {
        guard let store = parts.checkpoints else { return }
        await progress(.checkpoint, step, 0)
        let state = CheckpointState(step: step, version: version, evaluated: evaluated, identity: parts.identity)
        let server = parts.server
        let checkpoint = try await store.write(state) { try await server.save(to: $0) }
        try store.prune(keepLast: configuration.keepLast)
        try await parts.observer.checkpointWritten(checkpoint)
    }

    private func learningRate(of step: Int) -> Double {
        configuration.learningRate
            * configuration.schedule.factor(at: step - 1, warmup: configuration.warmupSteps, total: configuration.steps)
    }

    private func progress(_ phase: TrainingProgress.Phase, _ step: Int, _ fraction: Double) async {
        await parts.observer.progressed(TrainingProgress(phase: phase, step: step, steps: configuration.steps, fraction: fraction))
    }

    private func timed<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        let start = ContinuousClock.now
        let value = try await body()
        let metric = TrainingMetricName.time(name)
        work.times[metric] = (work.times[metric] ?? 0) + (ContinuousClock.now - start).seconds
        return value
    }

    /// Scores concurrently and keeps the order.
    private func scored(_ episodes: [Episode], by score: @escaping @Sendable (Episode) async -> ScoredEpisode) async -> [ScoredEpisode] {
        await withTaskGroup(of: (Int, ScoredEpisode).self) { group in
            for (index, episode) in episodes.enumerated() { group.addTask { (index, await score(episode)) } }
            var results: [(Int, ScoredEpisode)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
