// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// Is told what happens in supervised training.
public protocol SupervisedObserver: Sendable {
    /// Every `report_every` steps and after the last: means since the last report.
    func reported(step: Int, of steps: Int, _ metrics: Metrics) async throws
    /// `loss/validation` is the mean negative log-probability of a trained token, in nats.
    func validated(step: Int, of steps: Int, _ metrics: Metrics) async throws
    /// Called when a checkpoint is complete and older ones have been removed.
    func checkpointWritten(_ checkpoint: Checkpoint) async throws
}

extension SupervisedObserver {
    /// Does nothing.
    public func checkpointWritten(_ checkpoint: Checkpoint) async throws {}
}

/// Trains a simulator on dialogues, from scratch or from a base, with cross-entropy on the user's tokens.
///
/// Which dialogues a step learns from follows from the seed alone, so a resumed run goes on as if it had not been stopped.
public actor SupervisedTrainer {
    private let configuration: SupervisedConfiguration
    private let server: any ModelServer
    private let training: [SupervisedExample]
    private let validation: [SupervisedExample]
    private let checkpoints: CheckpointStore?
    private let identity: RunIdentity
    private let observer: any SupervisedObserver
    private var stopRequested = false

    /// - Throws: `configuration` for values that cannot be trained with.
    public init(
        configuration: SupervisedConfiguration, server: any ModelServer, training: [SupervisedExample], validation: [SupervisedExample],
        checkpoints: CheckpointStore? = nil, identity: RunIdentity = RunIdentity(), observer: any SupervisedObserver
    ) throws {
        try configuration.validate()
        self.configuration = configuration
        self.server = server
        self.training = training
        self.validation = validation
        self.checkpoints = checkpoints
        self.identity = identity
        self.observer = observer
    }

    /// Asks the run to go on to its next report, write a checkpoint there and end.
    public func requestStop() {
        stopRequested = true
    }

    /// Trains to the last step, or until stopped. The trained weights are published at the end.
    /// - Throws: `configuration` when no example can be trained on, `model` when a loss or a gradient is not finite, `interrupted` when
    ///   the task is cancelled, and what the server or the observer throw.
    public func run(resume: ResumePoint? = nil) async throws -> TrainingOutcome {
        let context = await server.capabilities.contextLength
        let plan = SupervisedPlan(training, configuration: configuration, contextLength: context)
        guard !plan.steps.isEmpty else {
            throw HoldfastError(
                .configuration,
                "none of the \(training.count) dialogues has user tokens and fits the context of \(context) tokens; nothing can be learned")
        }
        if let directory = resume?.directory { try await server.restore(from: directory) }
        var window = SupervisedWindow(skipped: plan.skipped)
        let first = (resume?.step ?? 0) + 1
        let last = plan.steps.count
        for step in stride(from: first, through: last, by: 1) {
            if Task.isCancelled {
                throw HoldfastError(.interrupted, "training was cancelled; resume continues from the last complete checkpoint")
            }
            let rate = try await update(plan.steps[step - 1], step: step, of: last, into: &window)
            // A run stops and is saved only where a window closes, so that the resumed run reports the same numbers.
            let closes = step == last || isDue(configuration.checkpointEvery, step) || isDue(configuration.reportEvery, step)
            if closes {
                try await observer.reported(step: step, of: last, window.close(learningRate: rate))
            }
            if step == last || isDue(configuration.validateEvery, step) { try await validate(step: step, of: last, context: context) }
            let stops = stopRequested && closes
            if stops || step == last || isDue(configuration.checkpointEvery, step) { try await save(step) }
            if stops, step < last { return .stopped(step: step) }
        }
        return .completed(steps: last)
    }

    private func isDue(_ every: Int, _ step: Int) -> Bool { every > 0 && step % every == 0 }

    private func update(_ indices: [Int], step: Int, of last: Int, into window: inout SupervisedWindow) async throws -> Double {
        let start = ContinuousClock.now
        let sequences = indices.map { training[$0].sequence(contextWeight: configuration.contextWeight) }
        let normalizer = LossNormalizer(
            tokens: indices.reduce(0) { $0 + training[$1].trainedTokens }, sequences: sequences.count,
            longest: sequences.map(\.mask.count).max() ?? 0)
        let batch = TrainingBatch(sequences: sequences, normalizer: normalizer)
        let rate =
            configuration.learningRate * configuration.schedule.factor(at: step - 1, warmup: configuration.warmupSteps, total: last)
        let loss = try await server.accumulate(batch, objective: CrossEntropyObjective())
        guard loss.loss.isFinite else { throw diverged("the loss", at: step) }
        let report = try await server.step(
            OptimizerStep(
                learningRate: rate, weightDecay: configuration.weightDecay, maximumNorm: configuration.maximumGradientNorm))
        guard report.applied, report.gradientNorm.isFinite else { throw diverged("the gradient", at: step) }
        window.add(loss, report, tokens: sequences.reduce(0) { $0 + $1.tokens.count }, seconds: (ContinuousClock.now - start).seconds)
        return rate
    }

    /// Going on would only spread what is not a number, and the weights are of no use to anyone.
    private func diverged(_ what: String, at step: Int) -> HoldfastError {
        HoldfastError(
            .model,
            "\(what) of step \(step) is not finite: training has diverged; lower sft.learning_rate or raise sft.warmup_steps and train again")
    }

    private func validate(step: Int, of last: Int, context: Int) async throws {
        let examples = validation.filter { $0.tokens.count <= context && $0.trainedTokens > 0 }
        guard !examples.isEmpty else { return }
        let scores = try await server.score(examples.map(\.tokens), temperature: 1, weights: .current)
        var sum = 0.0
        var tokens = 0
        for (example, row) in zip(examples, scores) {
            for (trained, logprob) in zip(example.trained.dropFirst(), row) where trained {
                sum -= Double(logprob)
                tokens += 1
            }
        }
        guard sum.isFinite else { throw diverged("the validation loss", at: step) }
        var metrics = Metrics()
        metrics[TrainingMetricName.validationLoss] = tokens == 0 ? nil : sum / Double(tokens)
        metrics[TrainingMetricName.validationTokens] = Double(tokens)
        try await observer.validated(step: step, of: last, metrics)
    }

    private func save(_ step: Int) async throws {
        let version = try await server.publish()
        guard let checkpoints else { return }
        let server = server
        let checkpoint = try await checkpoints.write(CheckpointState(step: step, version: version, identity: identity)) {
            try await server.save(to: $0)
        }
        try checkpoints.prune(keepLast: configuration.keepLast)
        try await observer.checkpointWritten(checkpoint)
    }
}
