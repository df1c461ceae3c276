// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore
import HoldfastModels
import HoldfastRewards
import HoldfastTraining
import HoldfastTrajectories

/// One training run in its directory, from the first evaluation to the comparison.
struct TrainingRun: Sendable {
    private let start: TrainingStart
    private let terminal: Terminal

    private var configuration: RunConfiguration { start.configuration }
    private var directory: RunDirectory { start.directory }

    init(_ start: TrainingStart, terminal: Terminal = Terminal()) {
        self.start = start
        self.terminal = terminal
    }

    /// - Returns: the comparison of the evaluations before and after.
    /// - Throws: `interrupted` when it was stopped before its end.
    func run() async throws -> ComparisonTable {
        // Read everything first: a run that cannot begin leaves no directory behind.
        let world = try SimulatedWorld(configuration)
        try world.requireScenarios(of: .train)
        // The comparison at the end is of evaluations.
        try world.requireEvaluation()
        _ = try RunCalibration(configuration.rewards)
        return try await Stage.with(configuration, world: world, trains: true) { try await run($0) }
    }

    private func run(_ stage: Stage) async throws -> ComparisonTable {
        let identity = RunIdentity(
            configurationDigest: start.resolved.digest, codeRevision: SourceRevision.current ?? HoldfastVersion.current,
            baseDigest: try baseDigest())
        let lock = try start.resumes ? directory.reopen() : directory.create(document: start.resolved.document)
        defer { lock.release() }
        do {
            return try await carryOut(stage, identity: identity)
        } catch let error as HoldfastError where error.code == .capacity {
            throw HoldfastError(.capacity, "\(error.message); then \(continuation)", cause: error.cause)
        }
    }

    /// Of the weights that training starts from; of those at a server their name is all there is.
    private func baseDigest() throws -> String {
        let section = configuration.simulator
        return section.server.isEmpty
            ? try SimulatorFolder(path: section.folder).digest() : SHA256.hexadecimal("\(section.model) with rank \(section.loraRank)")
    }

    /// How a run that ended early goes on, for people.
    private var continuation: String { "continue with: holdfast train --resume --output \(directory.path)" }

    private func carryOut(_ stage: Stage, identity: RunIdentity) async throws -> ComparisonTable {
        let log = try AttemptLog(directory, steps: configuration.trainer.steps)
        let store = CheckpointStore(root: directory.checkpoints)
        let point = start.resumes ? try resumePoint(store, identity, log) : nil

        let outcome: TrainingOutcome
        do {
            outcome = try await train(stage, store: store, identity: identity, from: point, log: log)
        } catch {
            // The disk may be full; what went wrong then stands on the terminal alone.
            try? log.say(ExitStatus.line(of: error))
            throw error
        }
        if case .stopped(let step) = outcome {
            throw HoldfastError(.interrupted, "stopped after step \(step) of \(configuration.trainer.steps); \(continuation)")
        }
        try await exportAdapted(stage)
        return try compare()
    }

    /// Checkpoints of a run with LoRA are adapters; what it has trained also stands there as a simulator of its own.
    private func exportAdapted(_ stage: Stage) async throws {
        guard configuration.engine.lora.configuration != nil, let simulator = stage.simulator as? SimulatorServer else { return }
        try await SimulatorReplacement(at: directory.simulator).write { try await simulator.export(to: $0) }
    }

    private func resumePoint(_ store: CheckpointStore, _ identity: RunIdentity, _ log: AttemptLog) throws -> ResumePoint? {
        let (point, messages) = try store.resumePoint(for: identity)
        for message in messages {
            terminal.say(message)
            try log.say(message)
        }
        if let checkpoint = point?.directory {
            try SimulatorFolder(path: configuration.simulator.folder).requireTokenizer(
                of: SimulatorFolder(path: checkpoint), configuration.simulator)
        } else {
            try requireNoCheckpointWritten()
        }
        try ResumePlan(directory: directory, point: point ?? ResumePoint(step: 0), steps: configuration.trainer.steps).carryOut { shard in
            _ = try ShardReader(shard).summary()
        }
        try store.removeUnfinished()
        return point
    }

    /// Refuses to begin anew where the records of the run say that a checkpoint was written: it was moved or is not mounted.
    private func requireNoCheckpointWritten() throws {
        let trainer = configuration.trainer
        let first = trainer.checkpointEvery > 0 ? min(trainer.checkpointEvery, trainer.steps) : trainer.steps
        let rows = FileSystem.exists(directory.metrics) ? try MetricsLog.rows(directory.metrics) : []
        guard try AttemptLog.mentionsCheckpoint(in: directory) || rows.contains(where: { $0.step > first }) else { return }
        throw HoldfastError(
            .store,
            "\(directory.checkpoints) has no checkpoint although the run wrote one; put it back, or start a new run directory; nothing was removed")
    }

    private func train(
        _ stage: Stage, store: CheckpointStore, identity: RunIdentity, from point: ResumePoint?, log: AttemptLog
    ) async throws -> TrainingOutcome {
        let display = TerminalProgress(terminal: terminal, step: point?.step ?? 0, steps: configuration.trainer.steps)
        let order = ScenarioOrder(
            scenarios: stage.world.training, perStep: configuration.trainer.groupsPerStep, seed: configuration.trainer.seed)
        let (composition, template) = (stage.scorer.composition, stage.template)
        let trainer = try Trainer(
            configuration: configuration.trainer,
            parts: TrainerParts(
                server: stage.simulator, episodes: stage.driver, score: { await stage.scored($0) }, evaluate: { await stage.evaluated($0) },
                compose: { composition.composed($0) }, turnRewards: { TurnRewards($0, weights: composition.weights, template: template) },
                trainingScenarios: { order.scenarios(of: $0) }, evaluationScenarios: stage.world.evaluation, checkpoints: store,
                identity: identity, observer: try observers(display, log)))
        do {
            let outcome = try await Interruption.listening {
                Task {
                    await display.note("stopping after this step; press Ctrl-C again to stop at once")
                    await trainer.requestStop()
                }
            } _: {
                try await trainer.run(resume: point)
            }
            await display.end()
            return outcome
        } catch {
            await display.end()
            throw error
        }
    }

    private func observers(_ display: TerminalProgress, _ log: AttemptLog) throws -> Observers {
        let monitors = configuration.monitors
        let kept: [any TrainingObserver] = [
            TrajectoryRecorder(
                directory: directory,
                labels: ["run": configuration.run.name, "configuration": start.resolved.digest, "holdfast": HoldfastVersion.current]),
            MetricsMonitor(
                log: try MetricsLog(path: directory.metrics),
                tensorBoard: monitors.tensorboard
                    ? try TensorBoardWriter(folder: directory.tensorBoard, time: WallClock.now) : nil),
            log,
        ]
        return Observers(all: kept + (monitors.progress ? [ProgressMonitor(display: display)] : []))
    }

    private func compare() throws -> ComparisonTable {
        let run = try EvaluatedRun(directory, steps: configuration.trainer.steps, name: configuration.run.name)
        var table = ComparisonTable(before: run.before, after: run.after)
        let calibration = try RunCalibration(configuration.rewards)
        table.correctedBefore = calibration?.corrected(run.before)
        table.correctedAfter = calibration?.corrected(run.after)
        try FileSystem.write(table.markdown, to: directory.comparison)
        try FileSystem.write(try Output.json(table), to: directory.comparisonData)
        return table
    }
}

extension EvaluatedRun {
    /// The evaluations before and after of a finished run.
    init(_ directory: RunDirectory, steps: Int, name: String) throws {
        self.init(
            name: name, before: try ShardReader(directory.shard(evaluation: RunEvaluation(.before, step: 0))).episodes(),
            after: try ShardReader(directory.shard(evaluation: RunEvaluation(.after, step: steps))).episodes())
    }
}
