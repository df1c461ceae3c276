// SPDX-License-Identifier: Apache-2.0

import HoldfastTraining
import Testing

@Suite struct TrainingStateMachineTests {
    /// Runs a machine to its end; `stop` asks it to stop when that action is handed out.
    private func run(
        steps: Int, evaluateEvery: Int = 0, checkpointEvery: Int = 0, updates: Int = 1, resume: ResumePoint? = nil,
        stop: TrainingAction? = nil
    ) -> [String] {
        var machine = TrainingStateMachine(steps: steps, evaluateEvery: evaluateEvery, checkpointEvery: checkpointEvery, resume: resume)
        var actions: [String] = []
        var event = TrainingEvent.started
        while let action = machine.handle(event) {
            actions.append(Self.spelling(action))
            if action == stop { #expect(machine.handle(.stopRequested) == nil) }
            event = if case .prepare = action { .prepared(updates: updates) } else { .performed }
        }
        return actions
    }

    private static func spelling(_ action: TrainingAction) -> String {
        switch action {
        case .evaluate(let moment, let step): "evaluate \(moment.rawValue) \(step)"
        case .collect(let step): "collect \(step)"
        case .score(let step): "score \(step)"
        case .prepare(let step): "prepare \(step)"
        case .update(let step, let index): "update \(step).\(index)"
        case .publish(let step): "publish \(step)"
        case .record(let step): "record \(step)"
        case .checkpoint(let step, let evaluated): "checkpoint \(step)\(evaluated ? "" : " unevaluated")"
        case .finish(.completed(let steps)): "completed \(steps)"
        case .finish(.stopped(let step)): "stopped \(step)"
        }
    }

    private func step(_ number: Int, updates: Int = 1) -> [String] {
        ["collect \(number)", "score \(number)", "prepare \(number)"] + (0..<updates).map { "update \(number).\($0)" }
            + ["publish \(number)", "record \(number)"]
    }

    @Test func `a run in order`() {
        #expect(
            run(steps: 3, evaluateEvery: 2, checkpointEvery: 1, updates: 2)
                == ["evaluate before 0"] + step(1, updates: 2) + ["checkpoint 1"] + step(2, updates: 2)
                + ["evaluate during 2", "checkpoint 2"] + step(3, updates: 2) + ["evaluate after 3", "checkpoint 3", "completed 3"])
    }

    @Test func `without intervals only the ends are evaluated and saved`() {
        #expect(
            run(steps: 2) == ["evaluate before 0"] + step(1) + step(2) + ["evaluate after 2", "checkpoint 2", "completed 2"])
    }

    @Test func `a step that nothing can be learned from is still published and recorded`() {
        #expect(
            run(steps: 1, updates: 0)
                == [
                    "evaluate before 0", "collect 1", "score 1", "prepare 1", "publish 1", "record 1", "evaluate after 1", "checkpoint 1",
                    "completed 1",
                ])
    }

    @Test(arguments: [
        TrainingAction.collect(step: 2), .score(step: 2), .prepare(step: 2), .update(step: 2, index: 0), .publish(step: 2), .record(step: 2),
    ])
    func `a stop finishes the step, saves and ends`(_ moment: TrainingAction) {
        let stopped = run(steps: 9, evaluateEvery: 2, stop: moment)
        #expect(stopped == ["evaluate before 0"] + step(1) + step(2) + ["checkpoint 2 unevaluated", "stopped 2"])
    }

    @Test func `a stop during an evaluation lets it finish`() {
        #expect(run(steps: 9, stop: .evaluate(.before, step: 0)) == ["evaluate before 0", "stopped 0"])
        #expect(run(steps: 9, evaluateEvery: 1, stop: .evaluate(.during, step: 1)).suffix(3) == ["evaluate during 1", "checkpoint 1", "stopped 1"])
    }

    @Test func `a stop in the last step leaves the last evaluation to the resumed run`() {
        #expect(run(steps: 1, stop: .publish(step: 1)).suffix(2) == ["checkpoint 1 unevaluated", "stopped 1"])
        #expect(
            run(steps: 1, resume: ResumePoint(step: 1, evaluated: false)) == ["evaluate after 1", "checkpoint 1", "completed 1"])
    }

    @Test func `stopping anywhere and resuming performs what an uninterrupted run performs`() {
        let whole = run(steps: 4, evaluateEvery: 2, checkpointEvery: 3)
        func counted(_ actions: [String]) -> [String] {
            actions.filter { !$0.hasPrefix("checkpoint") && !$0.hasPrefix("stopped") && !$0.hasPrefix("completed") }
        }
        for number in 1...4 {
            for moment in [TrainingAction.collect(step: number), .update(step: number, index: 0), .record(step: number)] {
                let first = run(steps: 4, evaluateEvery: 2, checkpointEvery: 3, stop: moment)
                let evaluated = !first[first.count - 2].hasSuffix("unevaluated")
                let second = run(
                    steps: 4, evaluateEvery: 2, checkpointEvery: 3, resume: ResumePoint(step: number, evaluated: evaluated))
                #expect(counted(first) + counted(second) == counted(whole), "\(moment)")
            }
        }
    }

    @Test func `a finished run has nothing left to do`() {
        #expect(run(steps: 3, resume: ResumePoint(step: 3)) == ["completed 3"])
    }
}
