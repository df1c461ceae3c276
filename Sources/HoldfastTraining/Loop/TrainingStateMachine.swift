// SPDX-License-Identifier: Apache-2.0

/// Where a run continues.
public struct ResumePoint: Sendable, Hashable {
    /// The last finished step; 0 before the first.
    public var step: Int
    /// Whether the evaluation due at that step has been made.
    public var evaluated: Bool
    /// The version of the weights; below `step` where a step had no updates.
    public var version: Int
    /// The checkpoint's folder, or nil to start from the weights the server holds.
    public var directory: String?

    /// - Parameter version: `step` where it is left out.
    public init(step: Int, evaluated: Bool = true, version: Int? = nil, directory: String? = nil) {
        self.step = step
        self.evaluated = evaluated
        self.version = version ?? step
        self.directory = directory
    }
}

/// Which evaluation.
public enum EvaluationMoment: String, Sendable, Codable, CaseIterable {
    /// Before the first step; after one that `evaluate_every` names; after the last.
    case before, during, after
}

/// What to do next.
public enum TrainingAction: Sendable, Hashable {
    /// Roll out and score the evaluation scenarios with the weights after a step; step 0 is before the first.
    case evaluate(EvaluationMoment, step: Int)
    /// Roll out the step's episodes with the weights that the step before published.
    case collect(step: Int)
    /// Judge the step's episodes.
    case score(step: Int)
    /// Compute advantages and cut the minibatches; answered by `prepared`.
    case prepare(step: Int)
    /// One optimizer step on one minibatch; `index` counts from 0 through all passes of the step.
    case update(step: Int, index: Int)
    /// Make the step's weights the ones that are sampled from.
    case publish(step: Int)
    /// Tell the observer what the step came to.
    case record(step: Int)
    /// `evaluated` says whether the evaluation due at the step was made, for the resume point.
    case checkpoint(step: Int, evaluated: Bool)
    /// The run is over; nothing follows.
    case finish(TrainingOutcome)
}

/// How a run ended.
public enum TrainingOutcome: Sendable, Hashable {
    /// All steps are made.
    case completed(steps: Int)
    /// Stopped on request after this step.
    case stopped(step: Int)
}

/// What happened.
public enum TrainingEvent: Sendable, Hashable {
    /// The run begins, or continues at its resume point.
    case started
    /// The last action is done.
    case performed
    /// `prepare` is done, and so many updates follow; 0 where no group said anything.
    case prepared(updates: Int)
    /// Somebody wants the run to stop; no action follows from it at once.
    case stopRequested
}

/// The order of things in a run, and nothing else: events in, actions out.
///
/// evaluate before, then per step collect, score, prepare, updates, publish, record, maybe evaluate, maybe checkpoint; then evaluate
/// after, checkpoint, finish. Steps count from 1, versions from 0: step N samples from version N-1 and makes version N, unless a step has
/// no updates, which leaves the version. A stop request lets the step finish its writes, checkpoints and ends; the evaluation it may
/// have skipped is made up for after a resume.
public struct TrainingStateMachine: Sendable, Hashable {
    /// Steps of the whole run, those before a resume included.
    public let steps: Int
    /// Steps from one evaluation during training to the next; 0 for none.
    public let evaluateEvery: Int
    /// Steps from one checkpoint to the next; 0 for only the last.
    public let checkpointEvery: Int
    /// Whether `stopRequested` has come; it cannot be taken back.
    public private(set) var stopRequested = false
    private let resume: ResumePoint?
    private var last: TrainingAction?
    private var updates = 0

    /// - Parameters:
    ///   - evaluateEvery: 0 for only before and after.
    ///   - checkpointEvery: 0 for only the last step.
    public init(steps: Int, evaluateEvery: Int, checkpointEvery: Int, resume: ResumePoint? = nil) {
        self.steps = steps
        self.evaluateEvery = evaluateEvery
        self.checkpointEvery = checkpointEvery
        self.resume = resume
    }

    /// - Returns: the next action; nil for `stopRequested`, which changes only what comes later, and after `finish`.
    public mutating func handle(_ event: TrainingEvent) -> TrainingAction? {
        if case .stopRequested = event {
            stopRequested = true
            return nil
        }
        if case .prepared(let count) = event { updates = count }
        let action = next()
        last = action
        return action
    }

    private func next() -> TrainingAction? {
        switch last {
        case nil: return begin()
        case .collect(let step): return .score(step: step)
        case .score(let step): return .prepare(step: step)
        case .prepare(let step): return updates > 0 ? .update(step: step, index: 0) : .publish(step: step)
        case .update(let step, let index): return index + 1 < updates ? .update(step: step, index: index + 1) : .publish(step: step)
        case .publish(let step): return .record(step: step)
        case .record(let step):
            if stopRequested { return .checkpoint(step: step, evaluated: evaluation(due: step) == nil) }
            return evaluation(due: step).map { .evaluate($0, step: step) } ?? saved(step)
        case .evaluate(_, let step): return saved(step)
        case .checkpoint(let step, _): return onward(step)
        case .finish: return nil
        }
    }

    private func begin() -> TrainingAction {
        guard let resume, resume.step > 0 else { return .evaluate(.before, step: 0) }
        if !resume.evaluated, let moment = evaluation(due: resume.step) { return .evaluate(moment, step: resume.step) }
        return onward(resume.step)
    }

    /// The checkpoint of a step where one is due, else what follows it.
    private func saved(_ step: Int) -> TrainingAction {
        let due = step == steps || stopRequested || (checkpointEvery > 0 && step % checkpointEvery == 0)
        return step > 0 && due ? .checkpoint(step: step, evaluated: true) : onward(step)
    }

    private func onward(_ step: Int) -> TrainingAction {
        if case .checkpoint(_, evaluated: false) = last { return .finish(.stopped(step: step)) }
        if step >= steps { return .finish(.completed(steps: steps)) }
        return stopRequested ? .finish(.stopped(step: step)) : .collect(step: step + 1)
    }

    private func evaluation(due step: Int) -> EvaluationMoment? {
        if step == steps { return .after }
        return evaluateEvery > 0 && step % evaluateEvery == 0 ? .during : nil
    }
}
