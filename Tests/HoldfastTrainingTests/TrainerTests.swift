// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import HoldfastTraining
import Testing

@Suite struct TrainerTests {
    private func trainer(
        _ server: BanditServer, _ recorder: Recorder, store: CheckpointStore? = nil, failingRollout: Int? = nil,
        levelSteps: Set<Int> = [], change: (inout TrainerConfiguration) -> Void = { _ in }
    ) throws -> Trainer {
        var configuration = Bandit.configuration()
        change(&configuration)
        let groups = configuration.groupsPerStep
        return try Trainer(
            configuration: configuration,
            parts: TrainerParts(
                server: server, episodes: BanditEpisodes(server: server, failing: { $0.phase == "train" && $0.rollout == failingRollout }),
                score: { episode in
                    var scored = Bandit.score(episode)
                    if episode.id.phase == "train", levelSteps.contains(episode.id.step) { scored.reward = 0.5 }
                    return scored
                },
                trainingScenarios: { step in (0..<groups).map { Bandit.scenario(step * 100 + $0) } },
                evaluationScenarios: (0..<5).map(Bandit.scenario), checkpoints: store,
                identity: RunIdentity(configurationDigest: "d", codeRevision: "r"), observer: recorder))
    }

    private func withStore(_ body: (CheckpointStore) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        try await body(CheckpointStore(root: root.path))
    }

    @Test(arguments: ObjectiveRegistry.names)
    func `the reward rises with every objective`(_ name: String) async throws {
        let recorder = Recorder()
        let trainer = try trainer(BanditServer(), recorder) {
            $0.objective.type = name
            $0.learningRate = 1
            $0.steps = 8
        }
        #expect(try await trainer.run() == .completed(steps: 8))
        let evaluations = await recorder.evaluations
        let before = try #require(evaluations.first?.metrics["eval/reward/all/mean"])
        let after = try #require(evaluations.last?.metrics["eval/reward/all/mean"])
        #expect(before < 0.35)
        #expect(after > before + 0.3, "\(name): \(before) to \(after)")
    }

    @Test func `evaluations ask the judge that evaluates, and rewards are composed group by group once all are there`() async throws {
        let recorder = Recorder()
        let server = BanditServer()
        let configuration = Bandit.configuration()
        let groups = configuration.groupsPerStep
        let trainer = try Trainer(
            configuration: configuration,
            parts: TrainerParts(
                server: server, episodes: BanditEpisodes(server: server), score: Bandit.score,
                evaluate: { episode in
                    var scored = Bandit.score(episode)
                    scored.scores.append(Score(MetricName.judgeGap("x"), 0.25))
                    scored.verdicts.append(.abstain("x", .timedOut, evidence: "", judge: "second"))
                    return scored
                },
                compose: { groups in
                    #expect(groups.allSatisfy { group in group.count == configuration.groupSize && Set(group.map(\.episode.id.group)).count == 1 })
                    return groups.map { group in group.map { ScoredEpisode(episode: $0.episode, scores: $0.scores, reward: 0.5) } }
                },
                trainingScenarios: { step in (0..<groups).map { Bandit.scenario(step * 100 + $0) } },
                evaluationScenarios: (0..<5).map(Bandit.scenario), observer: recorder))
        _ = try await trainer.run()
        let steps = await recorder.steps
        #expect(!steps.isEmpty)
        for step in steps {
            #expect(step.metrics["groups/zero_std_ratio"] == 1, "all were composed to one value")
            #expect(step.metrics["judge/gap/x/mean"] == nil)
        }
        let evaluations = await recorder.evaluations
        #expect(!evaluations.isEmpty)
        for evaluation in evaluations {
            #expect(evaluation.metrics["eval/judge/gap/x/mean"] == 0.25)
            #expect(evaluation.metrics["eval/judge/failed_ratio"] == 1)
        }
    }

    @Test func `steps count from one, step N samples version N-1 and makes version N`() async throws {
        let recorder = Recorder()
        _ = try await trainer(BanditServer(), recorder).run()
        let steps = await recorder.steps
        #expect(steps.map(\.step) == Array(1...6))
        #expect(steps.map(\.version) == Array(1...6))
        for scored in await recorder.episodes { #expect(scored.episode.simulatorVersion == scored.episode.id.step - 1) }
        #expect(await recorder.evaluations.map { "\($0.moment.rawValue) \($0.step)" } == ["before 0", "during 2", "during 4", "after 6"])
    }

    @Test func `members of a group differ in nothing but the rollout`() async throws {
        let recorder = Recorder()
        _ = try await trainer(BanditServer(), recorder) { $0.steps = 1 }.run()
        let episodes = await recorder.episodes.map(\.episode)
        #expect(episodes.count == 32)
        for (index, episode) in episodes.enumerated() {
            #expect(episode.id == EpisodeID(phase: "train", step: 1, group: index / 8, rollout: index % 8))
            #expect(episode.scenario.id == "s\(100 + index / 8)")
            #expect(episode.samplingSeed == 7)
        }
        #expect(Set(episodes.prefix(8).map(\.trace.ids)).count > 1)
        let evaluated = await recorder.evaluated.map(\.episode)
        #expect(Set(evaluated.map(\.samplingSeed)) != [7])
        #expect(Set(evaluated.map(\.id.phase)) == ["eval-before", "eval-after"])
    }

    @Test func `stopping and resuming gives the records of an uninterrupted run`() async throws {
        let whole = Recorder()
        _ = try await trainer(BanditServer(), whole) {
            $0.minibatches = 3; $0.epochs = 2; $0.klCoefficient = 0.01
        }.run()
        for stop in 1...6 {
            try await withStore { store in
                let first = Recorder()
                let stopped = try trainer(BanditServer(), first, store: store) {
                    $0.minibatches = 3; $0.epochs = 2; $0.klCoefficient = 0.01
                }
                await first.whenStepFinishes { if $0.step == stop { await stopped.requestStop() } }
                #expect(try await stopped.run() == .stopped(step: stop))
                let point = try #require(try store.resumePoint(for: RunIdentity(configurationDigest: "d", codeRevision: "r")).point)
                #expect(point.step == stop)
                let second = Recorder()
                let resumed = try trainer(BanditServer(), second, store: store) {
                    $0.minibatches = 3; $0.epochs = 2; $0.klCoefficient = 0.01
                }
                #expect(try await resumed.run(resume: point) == .completed(steps: 6))
                let joined = await first.steps + second.steps
                let expected = await whole.steps
                #expect(joined.map(\.metrics.reproducible) == expected.map(\.metrics.reproducible), "stopped after \(stop)")
                #expect(joined.map(\.version) == expected.map(\.version))
                let evaluations = await first.evaluations + second.evaluations
                #expect(evaluations.map(\.metrics.reproducible) == (await whole.evaluations).map(\.metrics.reproducible), "stopped after \(stop)")
            }
        }
    }

    @Test func `a run that dies is continued from its last complete checkpoint`() async throws {
        let whole = Recorder()
        _ = try await trainer(BanditServer(), whole).run()
        try await withStore { store in
            let first = Recorder()
            let dying = try trainer(BanditServer(), first, store: store)
            await first.whenStepFinishes { if $0.step == 5 { throw CocoaError(.fileWriteOutOfSpace) } }
            await #expect(throws: CocoaError.self) { _ = try await dying.run() }
            let point = try #require(try store.latestComplete().checkpoint).resumePoint
            #expect(point.step == 4)
            let second = Recorder()
            _ = try await trainer(BanditServer(), second, store: store).run(resume: point)
            let joined = Array(await first.steps.prefix(4)) + (await second.steps)
            #expect(joined.map(\.metrics.reproducible) == (await whole.steps).map(\.metrics.reproducible))
        }
    }

    @Test func `checkpoints are written on their interval, the last always, and old ones go`() async throws {
        try await withStore { store in
            let recorder = Recorder()
            _ = try await trainer(BanditServer(), recorder, store: store) {
                $0.steps = 5; $0.keepLast = 2
            }.run()
            #expect(await recorder.checkpoints.map(\.state.step) == [2, 4, 5])
            #expect(throws: HoldfastError.self) { try store.open(step: 2) }
            #expect(try store.open(step: 4).state.version == 4)
            #expect(try store.latestComplete().checkpoint?.state.step == 5)
        }
    }

    @Test func `a step without updates leaves the version, also in the checkpoint and after a resume`() async throws {
        // All rewards of these steps are equal, so that there is nothing to learn from them.
        let level: Set = [2, 4, 6]
        try await withStore { store in
            let first = Recorder()
            let stopped = try trainer(BanditServer(), first, store: store, levelSteps: level)
            await first.whenStepFinishes { if $0.step == 4 { await stopped.requestStop() } }
            #expect(try await stopped.run() == .stopped(step: 4))
            #expect(await first.steps.map(\.version) == [1, 1, 2, 2])
            #expect(await first.checkpoints.map(\.state.version) == [1, 2])
            let point = try #require(try store.latestComplete().checkpoint).resumePoint
            #expect(point == ResumePoint(step: 4, evaluated: false, version: 2, directory: point.directory))
            let second = Recorder()
            _ = try await trainer(BanditServer(), second, store: store, levelSteps: level).run(resume: point)
            // The first of these writes step 4 again, with the evaluation that was due.
            #expect(await second.checkpoints.map(\.state.version) == [2, 3])
            #expect(await second.steps.map(\.version) == [3, 3])
        }
    }

    @Test func `epochs and minibatches give their product of updates, each of its own sequences`() async throws {
        let server = BanditServer()
        let recorder = Recorder()
        _ = try await trainer(server, recorder) {
            $0.steps = 1; $0.epochs = 2; $0.minibatches = 4; $0.filterZeroSpread = false
        }.run()
        let batches = await server.batches
        #expect(batches.map(\.sequences.count) == [8, 8, 8, 8, 8, 8, 8, 8])
        #expect(batches.allSatisfy { $0.normalizer.sequences == 8 && $0.normalizer.tokens == 48 })
        #expect(await recorder.steps[0].metrics["optim/updates"] == 8)
        let ratio = try #require(await recorder.steps[0].metrics["ratio/mean"])
        #expect(ratio != 1 && abs(ratio - 1) < 0.5)
    }

    @Test func `the base is scored only when the KL term counts`() async throws {
        let without = Recorder()
        let with = Recorder()
        _ = try await trainer(BanditServer(), without).run()
        let server = BanditServer()
        _ = try await trainer(server, with) { $0.klCoefficient = 0.5 }.run()
        #expect(await without.steps.allSatisfy { $0.metrics["kl/base"] == nil })
        #expect(await server.batches.allSatisfy { $0.sequences.allSatisfy { $0.referenceLogprobs.count == $0.mask.count } })
        let first = try #require(await with.steps.first?.metrics["kl/base"])
        let last = try #require(await with.steps.last?.metrics["kl/base"])
        #expect(abs(first) < 1e-6 && last > 1e-4)
    }

    @Test func `failed episodes end nothing but themselves`() async throws {
        let server = BanditServer()
        let recorder = Recorder()
        let trainer = try trainer(server, recorder, failingRollout: 3) {
            $0.steps = 2
            $0.filterZeroSpread = false
        }
        #expect(try await trainer.run() == .completed(steps: 2))
        #expect(await recorder.steps.map { $0.metrics["errored_rollouts/ratio"] } == [0.125, 0.125])
        #expect(await recorder.steps.map { $0.metrics["groups/trained_sequences"] } == [28, 28])
        #expect(await server.batches.map(\.sequences.count) == [28, 28])
    }

    @Test func `the rate follows its schedule by step`() async throws {
        let server = BanditServer()
        let recorder = Recorder()
        _ = try await trainer(server, recorder) {
            $0.steps = 4; $0.schedule = .linear; $0.learningRate = 1; $0.warmupSteps = 1; $0.minibatches = 2
        }.run()
        let rates: [Double] = [0, 1, 2.0 / 3, 1.0 / 3]
        #expect(await recorder.steps.compactMap { $0.metrics["optim/lr"] } == rates)
        #expect(await server.steps.map(\.learningRate) == rates.flatMap { [$0, $0] })
    }

    @Test func `records hold the named metrics and times can be told apart`() async throws {
        let recorder = Recorder()
        _ = try await trainer(BanditServer(), recorder).run()
        let metrics = try #require(await recorder.steps.first?.metrics)
        for name in [
            "reward/all/mean", "reward_std", "groups/zero_std_ratio", "drift/share/mean", "loss/mean", "optim/lr", "optim/grad_norm",
            "entropy/mean", "kl/update", "clip_ratio/low", "clip_ratio/high", "time/rollout", "time/update", "time/step",
        ] { #expect(metrics[name] != nil, "\(name)") }
        #expect(metrics.reproducible.entries.allSatisfy { !$0.name.hasPrefix("time/") && !$0.name.hasPrefix("perf/") })
        #expect(metrics.reproducible.entries.count > 15)
        #expect(abs(try #require(metrics["entropy/mean"]) - Foundation.log(8.0)) < 1e-6)
        #expect(abs(try #require(metrics["ratio/mean"]) - 1) < 1e-6)
    }

    @Test func `a wrong number of scenarios is refused`() async throws {
        let server = BanditServer()
        let trainer = try Trainer(
            configuration: Bandit.configuration(),
            parts: TrainerParts(
                server: server, episodes: BanditEpisodes(server: server), score: { Bandit.score($0) }, trainingScenarios: { _ in [] },
                evaluationScenarios: [], observer: Recorder()))
        let error = await #expect(throws: HoldfastError.self) { _ = try await trainer.run() }
        #expect(error?.message.contains("groups_per_step") == true)
    }
}
