// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import HoldfastTraining
import Testing

@testable import HoldfastServers

/// The gradient that arrives is the objective's own, whatever the server divides by, in one pass or in two.
struct LossNormalizationTests {
    private static let objectives: [(String, ObjectiveConfiguration, Double)] = [
        ("grpo", ObjectiveConfiguration(type: "grpo"), 0), ("dapo", ObjectiveConfiguration(type: "dapo"), 0),
        ("cispo", ObjectiveConfiguration(type: "cispo"), 0), ("reinforce", ObjectiveConfiguration(type: "reinforce"), 0),
        ("gspo", ObjectiveConfiguration(type: "gspo"), 0), ("dro", ObjectiveConfiguration(type: "dro"), 0),
        ("dr_grpo with a KL term", ObjectiveConfiguration(type: "dr_grpo"), 0.1),
    ]

    /// What a step of plain descent along the objective's gradient makes of the numbers of a fresh model, computed here.
    private func expected(_ batch: TrainingBatch, _ objective: any Objective) -> [Double] {
        var model = ToyModel(vocabulary: ToyTrainingServer.vocabulary)
        let rows = batch.sequences.enumerated().compactMap { LossRow($0.element, index: $0.offset) }
        let logprobs = rows.map { row in row.targets.map { Float(model.logprob($0)) } }
        let output = objective.evaluate(ObjectiveInputs(batch, rows: rows, logprobs: logprobs))
        var gradient = model.theta.map { _ in 0.0 }
        var place = 0
        for sequence in batch.sequences {
            for token in sequence.tokens.dropFirst() {
                for (index, probability) in model.probabilities.enumerated() { gradient[index] -= output.gradient[place] * probability }
                gradient[Int(token)] += output.gradient[place]
                place += 1
            }
        }
        for index in gradient.indices { model.theta[index] -= 10 * gradient[index] / (abs(gradient[index]) + 1e4) }
        return model.theta
    }

    private func moved(
        _ traits: ToyTrainingServer.Traits, _ batches: [TrainingBatch], _ objective: any Objective
    ) async throws -> (theta: [Double], passes: Int, reports: [LossReport]) {
        let toy = ToyTrainingServer(traits)
        return try await toy.connected(normalization: traits.normalization) { server in
            let before = toy.count("/forward") + toy.count("/forward_backward")
            var reports: [LossReport] = []
            for batch in batches { reports.append(try await server.accumulate(batch, objective: objective)) }
            let step = try await server.step(ToyTraining.descent)
            #expect(step.applied)
            let passes = toy.count("/forward") + toy.count("/forward_backward") - before
            return (toy.model(await server.model.id)?.theta ?? [], passes, reports)
        }
    }

    private func withReference(_ batch: TrainingBatch) -> TrainingBatch {
        var batch = batch
        for index in batch.sequences.indices {
            batch.sequences[index].referenceLogprobs = batch.sequences[index].mask.indices.map { -2.5 - 0.1 * Float($0) }
        }
        return batch
    }

    @Test(arguments: objectives.indices)
    func `one pass, two passes and either division give the same step`(index: Int) async throws {
        let (name, configuration, coefficient) = Self.objectives[index]
        let objective = try ObjectiveRegistry.make(configuration, klCoefficient: coefficient)
        let batch = coefficient > 0 ? withReference(ToyTraining.batch()) : ToyTraining.batch()
        let expected = expected(batch, objective)
        let start = ToyModel(vocabulary: ToyTrainingServer.vocabulary).theta
        #expect(zip(expected, start).contains { abs($0 - $1) > 1e-5 }, "\(name) moves the model")
        var losses: [Double] = []
        for (way, traits) in [
            ("built-in", ToyTrainingServer.Traits()),
            ("two passes", ToyTrainingServer.Traits(losses: ["cross_entropy"])),
            ("two passes in JSON", ToyTrainingServer.Traits(isNew: false, takesProtobuf: false, losses: ["cross_entropy"])),
            ("divided by sequence", ToyTrainingServer.Traits(isNew: false, takesProtobuf: false, normalization: .sequenceMean, clips: false)),
        ] {
            let (theta, _, reports) = try await moved(traits, [batch], objective)
            for (found, wanted) in zip(theta, expected) {
                #expect(abs(found - wanted) < 2e-8, "\(name), \(way): \(found - wanted)")
            }
            #expect(theta.count == expected.count)
            losses += reports.map(\.loss)
        }
        for loss in losses { #expect(abs(loss - losses[0]) < 1e-6, "\(name)") }
    }

    @Test func `built-in losses take one pass, others two, and what is not exactly built in is not taken for it`() async throws {
        let batch = ToyTraining.batch()
        var pulled = batch
        for index in pulled.sequences.indices { pulled.sequences[index].mask = pulled.sequences[index].mask.map { _ in true } }
        func passes(_ configuration: ObjectiveConfiguration, _ batch: TrainingBatch, _ traits: ToyTrainingServer.Traits = .init()) async throws -> Int
        {
            try await moved(traits, [batch], ObjectiveRegistry.make(configuration)).passes
        }
        var capped = ObjectiveConfiguration(type: "grpo")
        capped.dualClip = 3
        let old = ToyTrainingServer.Traits(isNew: false, takesProtobuf: false)
        let table: [(String, Int, Int)] = try await [
            ("grpo", passes(ObjectiveConfiguration(type: "grpo"), batch), 1),
            ("grpo without recorded log-probabilities", passes(ObjectiveConfiguration(type: "grpo"), ToyTraining.batch(recorded: false)), 2),
            ("grpo with a cap", passes(capped, batch), 2),
            ("cispo", passes(ObjectiveConfiguration(type: "cispo"), batch), 1),
            ("reinforce", passes(ObjectiveConfiguration(type: "reinforce"), batch), 1),
            ("gspo", passes(ObjectiveConfiguration(type: "gspo"), batch), 2),
            ("dro with tokens outside the loss", passes(ObjectiveConfiguration(type: "dro"), batch), 2),
            ("dro", passes(ObjectiveConfiguration(type: "dro"), pulled), 1),
            ("grpo with the bounds that every server has", passes(ObjectiveConfiguration(type: "grpo"), batch, old), 1),
            ("dapo, whose bounds an old server does not read", passes(ObjectiveConfiguration(type: "dapo"), batch, old), 2),
        ]
        for (name, found, wanted) in table { #expect(found == wanted, "\(name)") }
    }

    @Test func `parts of a step add up where the server divides by all its sequences`() async throws {
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gspo"))
        let whole = ToyTraining.batch()
        let parts = [[0], [1, 2]].map { places in
            TrainingBatch(sequences: places.map { whole.sequences[$0] }, normalizer: whole.normalizer)
        }
        let expected = expected(whole, objective)
        for normalization in TinkerServerCapabilities.LossNormalization.allCases {
            let traits = ToyTrainingServer.Traits(normalization: normalization)
            let (theta, _, reports) = try await moved(traits, parts, objective)
            for (found, wanted) in zip(theta, expected) { #expect(abs(found - wanted) < 2e-8, "\(normalization)") }
            #expect(reports.map(\.tokens) == [3, 6])
        }
    }

    @Test func `the division and the clipping are measured`() async throws {
        for normalization in TinkerServerCapabilities.LossNormalization.allCases {
            for clips in [true, false] {
                let toy = ToyTrainingServer(ToyTrainingServer.Traits(normalization: normalization, clips: clips))
                let found = try await toy.connected { await $0.protocolCapabilities }
                #expect(found.normalization == normalization)
                #expect(found.clipsGradients == clips)
                // Its own model is spoilt by it, and gone.
                #expect(toy.count("/create_model") == 2 && toy.count("/unload_model") == 2)
            }
        }
    }

    @Test func `rises that fit no known way are refused`() throws {
        let error = #expect(throws: HoldfastError.self) { try LossProbe.finding(one: 0.1, doubled: 0.2, twice: 0.1, clipped: 0) }
        #expect(error?.code == .configuration && error?.message.contains("simulator.loss_normalization") == true)
        #expect(throws: HoldfastError.self) { try LossProbe.finding(one: 0, doubled: 0, twice: 0, clipped: 0) }
        #expect(try LossProbe.finding(one: 0.1, doubled: 0.2, twice: 0.19, clipped: 0.04).clipsGradients == nil)
    }
}
