// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// What training adapters changes, and what it leaves as it was.
@Suite struct AdapterTrainingTests {
    static let lora = LoRAConfiguration(rank: 4, alpha: 8)

    static func server(
        _ model: ModelConfiguration = TestModels.small, lora: LoRAConfiguration? = lora, threads: Int = 2, precision: Precision = .float32,
        seed: UInt64 = 1
    ) throws -> EmbeddedServer {
        try TestModels.server(model, seed: seed, configuration: EngineConfiguration(threads: threads, precision: precision, lora: lora))
    }

    static func update(_ server: EmbeddedServer, _ round: Int) async throws -> StepReport {
        let batch = TrainingBatch(
            sequences: (0..<5).map { TrainingSequence(TestModels.tokens(20 + $0, seed: 10 * round + $0)) }, temperature: 0.9)
        _ = try await server.accumulate(batch, objective: LikelihoodObjective())
        let report = await server.step(OptimizerStep(learningRate: 1e-2, weightDecay: 0.1))
        _ = await server.publish()
        return report
    }

    static func samples(_ server: EmbeddedServer, temperature: Float = 1) async throws -> [SampleReply] {
        try await server.sample(
            (0..<6).map {
                SampleRequest(
                    prompt: TestModels.tokens(9 + 7 * $0, seed: $0), parameters: SamplingParameters(temperature: temperature, maxTokens: 30),
                    randomKey: RandomKey(seed: 2, rollout: $0, purpose: .sampling))
            })
    }

    static let rows = (0..<3).map { TestModels.tokens(12 + 20 * $0, seed: 40 + $0) }

    @Test(arguments: TestModels.variants) func `a new adapter changes nothing`(_ model: ModelConfiguration) async throws {
        let (plain, adapted) = (try Self.server(model, lora: nil), try Self.server(model))
        #expect(try await Self.samples(plain) == (try await Self.samples(adapted)))
        let scores = try await plain.score(Self.rows, temperature: 1, weights: .current)
        #expect(try await adapted.score(Self.rows, temperature: 1, weights: .current) == scores)
        let parameters = await adapted.adapterParameters()
        for (name, values) in parameters {
            let inputs = name.contains("down_proj") ? model.feedForwardSize : name.contains("o_proj") ? model.queryWidth : model.hiddenSize
            let bound = name.hasSuffix("lora_A.weight") ? 1 / Float(inputs).squareRoot() : 0
            #expect(values.allSatisfy { abs($0) <= bound }, "\(name)")
            #expect((values.map(abs).max() ?? 0) > 0.8 * bound || bound == 0, "\(name)")
        }
    }

    @Test(arguments: TestModels.variants) func `only adapters are trained, and the base is what was before`(_ model: ModelConfiguration) async throws
    {
        let server = try Self.server(model)
        let (weights, before) = (await server.parameters(), try await server.score(Self.rows, temperature: 1, weights: .current))
        for round in 0..<3 { #expect(try await Self.update(server, round).applied) }
        #expect(await server.parameters() == weights)
        #expect(try await server.score(Self.rows, temperature: 1, weights: .base) == before)
        #expect(try await server.score(Self.rows, temperature: 1, weights: .current) != before)
        #expect(server.trainedCount == 4 * model.layers * (5 * 24 + 40 + 24 + 12 + 12 + 24 + 24 + 40 + 40 + 24))
        #expect(server.parameterCount == weights.values.map(\.count).reduce(0, +))
    }

    @Test func `the loss falls`() async throws {
        let server = try Self.server()
        let batch = TrainingBatch(sequences: Self.rows.map { TrainingSequence($0) })
        var losses: [Double] = []
        for _ in 0..<30 {
            losses.append(try await server.accumulate(batch, objective: LikelihoodObjective()).loss)
            _ = await server.step(OptimizerStep(learningRate: 2e-2))
        }
        #expect(losses[29] < 0.7 * losses[0], "\(losses)")
    }

    @Test(arguments: [Float(1), 0.6], TestModels.variants)
    func `log-probabilities of sampling are those of training`(_ temperature: Float, _ model: ModelConfiguration) async throws {
        let server = try Self.server(model)
        for round in 0..<3 { _ = try await Self.update(server, round) }
        let replies = try await Self.samples(server, temperature: temperature)
        let rows = replies.enumerated().map { TestModels.tokens(9 + 7 * $0, seed: $0) + $1.tokens }
        let scores = try await server.score(rows, temperature: temperature, weights: .current)
        for (index, reply) in replies.enumerated() {
            let worst = zip(reply.logprobs, scores[index].suffix(reply.tokens.count)).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 2e-5, "request \(index): \(worst)")
        }
    }

    @Test(.enabled(if: hf_has_bfloat16_product() != 0, "this processor has no products of bfloat16"))
    func `log-probabilities of sampling are near those of training in bfloat16`() async throws {
        let server = try Self.server(precision: .bfloat16)
        for round in 0..<3 { _ = try await Self.update(server, round) }
        let replies = try await Self.samples(server)
        let rows = replies.enumerated().map { TestModels.tokens(9 + 7 * $0, seed: $0) + $1.tokens }
        let scores = try await server.score(rows, temperature: 1, weights: .current)
        let differences = replies.enumerated().flatMap { index, reply in
            zip(reply.logprobs, scores[index].suffix(reply.tokens.count)).map { abs($0 - $1) }
        }
        // The sum of base and adapters is rounded once where sampled, and the base alone where trained.
        #expect(differences.reduce(0, +) / Float(differences.count) < 0.03, "\(differences.max() ?? 0)")
    }

    @Test func `nothing that is sampled changes before it is published`() async throws {
        let server = try Self.server()
        let before = try await Self.samples(server)
        _ = try await server.accumulate(
            TrainingBatch(sequences: [TrainingSequence(TestModels.tokens(30, seed: 1))]), objective: LikelihoodObjective())
        _ = await server.step(OptimizerStep(learningRate: 1e-2))
        #expect(try await Self.samples(server) == before)
        #expect(await server.publish() == 1)
        #expect(try await Self.samples(server) != before)
    }

    @Test(arguments: [1, 2, 3]) func `layers computed again change no bit of a gradient`(threads: Int) async throws {
        var model = TestModels.variants[2]
        model.layers = 4
        var found: [[String: [Float]]] = []
        for bytes in [1 << 30, 0] {
            let server = try TestModels.server(
                model, configuration: EngineConfiguration(threads: threads, microBatchTokens: 60, activationBytes: bytes, lora: Self.lora))
            await server.randomizeAdapters(bound: 0.1)
            let batch = TrainingBatch(sequences: (0..<8).map { TrainingSequence(TestModels.tokens(10 + 4 * $0, seed: $0)) })
            for _ in 0..<2 { _ = try await server.accumulate(batch, objective: LikelihoodObjective()) }
            found.append(await server.gradients())
        }
        #expect(found[0] == found[1])
    }

    @Test func `equal runs give equal bits`() async throws {
        var found: [[String: [Float]]] = []
        for _ in 0..<2 {
            let server = try Self.server(threads: 3)
            for round in 0..<3 { _ = try await Self.update(server, round) }
            found.append(await server.adapterParameters())
        }
        #expect(found[0] == found[1])
    }

    @Test(arguments: [
        LoRAConfiguration(rank: 0, alpha: 1), LoRAConfiguration(rank: 20_000, alpha: 1), LoRAConfiguration(rank: 4, alpha: 0),
        LoRAConfiguration(rank: 4, alpha: .nan), LoRAConfiguration(rank: 4, alpha: 1, targets: []),
    ]) func `what cannot be is refused`(_ lora: LoRAConfiguration) {
        #expect(throws: HoldfastError.self) { try Self.server(lora: lora) }
    }
}
