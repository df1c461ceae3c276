// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting
import HoldfastTraining
import Synchronization
import Testing

@testable import HoldfastRun

/// Reinforcement learning at servers that others wrote: the bundled scenarios, the whole way from rollouts to published weights.
///
/// A random model cannot speak, so the reward is a simple one: the share of sampled tokens with ids in the lower half.
@Suite(.serialized)
struct RisingRewardTests {
    private final class Recorder: TrainingObserver {
        private let steps = Mutex<[Double]>([])
        var rewards: [Double] { steps.withLock(\.self) }

        func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
            let rewards = episodes.compactMap(\.reward)
            steps.withLock { $0.append(rewards.reduce(0, +) / Double(max(1, rewards.count))) }
        }
        func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {}
    }

    private func share(_ episode: Episode) -> Double {
        let sampled = zip(episode.trace.ids, episode.trace.mask).filter(\.1).map(\.0)
        return Double(sampled.count { $0 < 512 }) / Double(max(1, sampled.count))
    }

    private func rewards(at kind: TrainingServers.Kind, learningRate: Double) async throws -> [Double] {
        let folder = try TrainingServers.makeTinyModel(sharpness: 6)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = try await TrainingServers.start(kind, model: folder)
        defer { process.stop() }
        let configuration = try ConfigurationSources(
            files: [],
            overrides: [
                "simulator.folder=\(folder)", "simulator.template=plain", "simulator.end_of_dialogue=<tool_call>",
                "simulator.server=\(process.url)", "simulator.protocol=tinker", "simulator.lora_rank=8", "simulator.context_length=2048",
                "scenarios.train=16", "scenarios.evaluation=0", "environment.user_turns=1", "environment.tokens_per_turn=8",
                "environment.probes.questions=0", "trainer.groups_per_step=4", "trainer.group_size=8", "trainer.steps=20",
                "trainer.learning_rate=\(learningRate)",
            ]
        ).load().value
        let recorder = Recorder()
        return try await Stage.with(configuration, world: SimulatedWorld(configuration), trains: true) { stage in
            let order = ScenarioOrder(scenarios: stage.world.training, perStep: 4, seed: 1)
            let trainer = try Trainer(
                configuration: configuration.trainer,
                parts: TrainerParts(
                    server: stage.simulator, episodes: stage.driver, score: { ScoredEpisode(episode: $0, reward: share($0)) },
                    trainingScenarios: { order.scenarios(of: $0) }, evaluationScenarios: [], observer: recorder))
            _ = try await trainer.run()
            return recorder.rewards
        }
    }

    private func expectRise(_ rewards: [Double]) {
        print("rewards by step:", rewards.map { (($0 * 1000).rounded() / 1000) })
        #expect(rewards.count == 20)
        let (first, last) = (rewards.prefix(4).reduce(0, +) / 4, rewards.suffix(4).reduce(0, +) / 4)
        #expect(last > first + 0.2, "from \(first) to \(last)")
    }

    @Test(.enabled(if: TrainingServers.canRun(.reference), "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"))
    func `twenty steps at the reference server raise the reward`() async throws {
        expectRise(try await rewards(at: .reference, learningRate: 2e-3))
    }

    @Test(.enabled(if: TrainingServers.canRun(.skyrlTX), "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"))
    func `twenty steps at skyrl-tx raise the reward`() async throws {
        expectRise(try await rewards(at: .skyrlTX, learningRate: 5e-3))
    }
}
