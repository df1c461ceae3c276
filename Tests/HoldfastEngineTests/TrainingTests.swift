// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

@Suite struct TrainingTests {
    private var batch: TrainingBatch {
        TrainingBatch(
            sequences: (0..<9).map { index in
                TrainingSequence(TestModels.tokens(30 + index, seed: index), mask: (0..<29 + index).map { $0 % 4 == 1 })
            })
    }

    @Test func theServerKeepsItsPromises() async throws {
        let suite = ModelServerConformance(
            prompts: [TestModels.tokens(20, seed: 1), TestModels.tokens(33, seed: 2), [5]],
            parameters: SamplingParameters(maxTokens: 12, stopTokens: [3, 4]),
            training: .init(batch: batch, objective: LikelihoodObjective(), optimizer: OptimizerStep(learningRate: 1e-3)),
            spelling: TestModels.spelling, tolerance: 1e-5
        ) { try TestModels.server(configuration: EngineConfiguration(keepsBase: true)) }
        let violations = try await withTemporaryFolder { folder in await suite.violations(checkpointDirectory: folder) }
        #expect(violations.isEmpty, "\(violations)")
    }

    @Test func trainingLowersTheLoss() async throws {
        let server = try EmbeddedServer(model: TestModels.small, seed: 4, configuration: EngineConfiguration())
        var losses: [Double] = []
        for _ in 0..<60 {
            losses.append(try await server.accumulate(batch, objective: LikelihoodObjective()).loss)
            #expect(await server.step(OptimizerStep(learningRate: 1e-2)).applied)
        }
        #expect(losses[59] < losses[0] / 2, "\(losses[0]) to \(losses[59])")
    }

    /// The cut into micro-batches and the number of threads only change in which order sums run.
    @Test func theCutDoesNotMatter() async throws {
        var results: [(LossReport, [String: [Float]])] = []
        for (threads, budget) in [(1, 4096), (2, 1), (3, 50)] {
            let server = try TestModels.server(configuration: EngineConfiguration(threads: threads, microBatchTokens: budget))
            let report = try await server.accumulate(batch, objective: ClippedObjective())
            results.append((report, await server.gradients()))
        }
        for (report, gradients) in results.dropFirst() {
            #expect(abs(report.loss - results[0].0.loss) < 1e-9)
            #expect(abs(report.entropy - results[0].0.entropy) < 1e-6)
            #expect(report.tokens == results[0].0.tokens && report.diagnostics == results[0].0.diagnostics)
            for (name, expected) in results[0].1 {
                let scale = expected.map(abs).max() ?? 1
                let worst = zip(expected, gradients[name] ?? []).map { abs($0 - $1) }.max() ?? .infinity
                #expect(worst <= 1e-5 * max(scale, 1e-3), "\(name): \(worst) of \(scale)")
            }
        }
    }

    /// Splitting a step over several calls adds up, and a step clears what was added.
    @Test func gradientsAddUpUntilTheStep() async throws {
        let (whole, parts) = (try TestModels.server(), try TestModels.server())
        let batch = batch
        for _ in 0..<2 {
            _ = try await whole.accumulate(batch, objective: LikelihoodObjective())
            for half in [batch.sequences[..<4], batch.sequences[4...]] {
                let part = TrainingBatch(sequences: Array(half), normalizer: batch.normalizer)
                _ = try await parts.accumulate(part, objective: LikelihoodObjective())
            }
            let step = OptimizerStep(learningRate: 1e-3, maximumNorm: 0)
            let (expected, found) = (await whole.step(step), await parts.step(step))
            #expect(abs(expected.gradientNorm - found.gradientNorm) < 1e-4 * expected.gradientNorm)
        }
        #expect(await whole.gradients().values.allSatisfy { $0.allSatisfy { $0 == 0 } })
    }

    /// An objective gone wrong must not reach the weights.
    struct BrokenObjective: Objective {
        var name: String { "broken" }
        func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
            ObjectiveOutput(loss: .nan, gradient: inputs.mask.map { $0 ? .infinity : 0 })
        }
    }

    @Test func aGradientThatIsNotFiniteIsDropped() async throws {
        let server = try TestModels.server()
        let before = await server.parameters()
        _ = try await server.accumulate(batch, objective: BrokenObjective())
        let report = await server.step(OptimizerStep(learningRate: 1e-2))
        #expect(!report.applied && !report.gradientNorm.isFinite)
        #expect(await server.parameters() == before)
        _ = try await server.accumulate(batch, objective: LikelihoodObjective())
        #expect(await server.step(OptimizerStep(learningRate: 1e-2)).applied)
    }

    @Test func weightsThatAreNotFiniteAreNotSampledFrom() async throws {
        let server = try TestModels.server()
        await server.set("model.norm.weight", at: 0, to: .nan)
        _ = await server.step(OptimizerStep(learningRate: 0))
        _ = await server.publish()
        await #expect(throws: HoldfastError.self) {
            try await server.sample([
                SampleRequest(prompt: [1, 2], parameters: SamplingParameters(), randomKey: RandomKey(seed: 1, purpose: .sampling))
            ])
        }
    }

    @Test func samplingWaitsForPublish() async throws {
        let server = try TestModels.server()
        let request = SampleRequest(
            prompt: TestModels.tokens(9, seed: 1), parameters: SamplingParameters(maxTokens: 8), randomKey: RandomKey(seed: 1, purpose: .sampling))
        let before = try await server.sample([request])
        _ = try await server.accumulate(batch, objective: LikelihoodObjective())
        _ = await server.step(OptimizerStep(learningRate: 1e-2))
        #expect(try await server.sample([request]) == before)
        #expect(await server.publish() == 1)
        #expect(try await server.sample([request])[0].logprobs != before[0].logprobs)
    }

    @Test func baseWeightsStayAndMustBeKept() async throws {
        let kept = try TestModels.server(configuration: EngineConfiguration(keepsBase: true))
        let tokens = [TestModels.tokens(25, seed: 3)]
        let before = try await kept.score(tokens, temperature: 1, weights: .current)
        _ = try await kept.accumulate(batch, objective: LikelihoodObjective())
        _ = await kept.step(OptimizerStep(learningRate: 1e-2))
        #expect(try await kept.score(tokens, temperature: 1, weights: .base) == before)
        #expect(try await kept.score(tokens, temperature: 1, weights: .current) != before)
        let without = try TestModels.server()
        await #expect(throws: HoldfastError.self) { try await without.score(tokens, temperature: 1, weights: .base) }
    }

    @Test(arguments: [
        TrainingSequence(tokens: [1, 2, 3], mask: [true], advantages: [1, 1]),
        TrainingSequence(tokens: [1, 2, 3], mask: [true, true], advantages: [1]),
        TrainingSequence(tokens: [1, 99, 3], mask: [true, true], advantages: [1, 1]),
        TrainingSequence(tokens: [1, 2, 3], mask: [true, true], samplerLogprobs: [0], advantages: [1, 1]),
        TrainingSequence([Int32](repeating: 1, count: 162)),
    ]) func badSequencesAreRefused(_ sequence: TrainingSequence) async throws {
        let server = try TestModels.server()
        await #expect(throws: HoldfastError.self) {
            try await server.accumulate(TrainingBatch(sequences: [sequence]), objective: LikelihoodObjective())
        }
    }

    @Test func sequencesWithNothingToPredictAreFine() async throws {
        let server = try TestModels.server()
        let report = try await server.accumulate(
            TrainingBatch(sequences: [TrainingSequence([1]), TrainingSequence([1, 2], mask: [false])]), objective: LikelihoodObjective())
        #expect(report.tokens == 0 && report.loss == 0)
        #expect(try await server.score([[], [1], [1, 2]], temperature: 1, weights: .current).map(\.count) == [0, 0, 1])
    }
}
