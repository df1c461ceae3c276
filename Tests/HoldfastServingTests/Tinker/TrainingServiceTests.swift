// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

@Suite struct TrainingServiceTests {
    @Test(arguments: [4, nil]) func `steps lower the loss, of adapters and of all weights`(rank: Int?) async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder, rank: rank)
            let before = try await fixture.loss()
            for number in 0..<8 {
                try await fixture.train(2 * number + 1)
                let norm = try await fixture.step(2 * number + 2).metrics?["grad_norm:mean"]
                #expect(norm.map { $0 > 0 } == true)
            }
            let after = try await fixture.loss()
            // Adapters move a random model less.
            #expect(after < (rank == nil ? 0.9 : 0.995) * before, "\(before) to \(after)")
        }
    }

    /// A client that lost a reply asks again. An optimizer step that was applied twice would be another model.
    @Test func `a request that comes again is not carried out again`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            try await fixture.train(1)
            let step = Tinker.OptimizerStepRequest(modelID: fixture.model, sequenceID: 2, adam: Tinker.AdamParameters(learningRate: 0.05))
            let first = try await fixture.service.step(step, digest: 2)
            for _ in 0..<3 {
                #expect(try await fixture.service.step(step, digest: 2) == first)
                #expect(try await fixture.service.train(fixture.request(1), digest: 1).requestID != first.requestID)
            }
            try await fixture.train(3)
            try await fixture.step(4)
            // Neither a step nor a gradient was added: the model is that of a client that lost no reply.
            let other = try await TrainingFixture(in: folder)
            for number in [1, 3] {
                try await other.train(number)
                try await other.step(number + 1)
            }
            #expect(try await fixture.loss() == (try await other.loss()))
            await #expect(throws: RequestConflict(number: 2)) { try await fixture.service.step(step, digest: 3) }
        }
    }

    @Test func `gradients of several requests add up, forward passes add nothing`() async throws {
        try await withTrainingFolder { folder in
            var losses: [Double] = []
            for count in [1, 2] {
                let fixture = try await TrainingFixture(in: "\(folder)/\(count)")
                let data = fixture.data()
                let parts = count == 1 ? [data] : data.map { [$0] }
                for (number, part) in parts.enumerated() {
                    try await fixture.train(number + 1, part)
                    _ = try await fixture.train(nil, part, forward: true)
                }
                try await fixture.step(9)
                losses.append(try await fixture.loss())
            }
            #expect(abs(losses[0] - losses[1]) < 1e-4, "\(losses)")
        }
    }

    @Test func `several targets for a token are their weighted sum`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let tokens: [Int32] = [30, 40, 50]
            let columns: [[Int64]] = [[40, 50, 60], [41, 51, 61]]
            let weights: [Float] = [0.75, -0.25]
            func datum(_ targets: Tinker.Tensor, _ weights: Tinker.Tensor) -> Tinker.Datum {
                Tinker.Datum(modelInput: Tinker.ModelInput(tokens: tokens), lossInputs: ["target_tokens": targets, "weights": weights])
            }
            let together = datum(
                try Tinker.Tensor(.int64((0..<3).flatMap { place in columns.map { $0[place] } }), shape: [3, 2]),
                try Tinker.Tensor(.float32((0..<3).flatMap { _ in weights }), shape: [3, 2]))
            let apart = zip(columns, weights).map { datum(Tinker.Tensor($0), Tinker.Tensor([$1, $1, $1])) }
            #expect(abs(try await fixture.loss(of: [together]) - (try await fixture.loss(of: apart))) < 1e-5)
        }
    }

    @Test func `a request that fails is told to its client, and the next one is carried out`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let bad = Tinker.Datum(
                modelInput: Tinker.ModelInput(tokens: [5, 6]), lossInputs: ["target_tokens": Tinker.Tensor([6, 1 << 20])])
            let failure = try #require(await #expect(throws: TrainingFixture.Failure.self) { try await fixture.train(1, [bad]) }).failure
            #expect(failure.category == .user && failure.message.contains("vocabulary"), "\(failure)")
            try await fixture.train(2)
            try await fixture.step(3)
        }
    }

    @Test func `training goes on from a saved state as if nothing had been, in another process too`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            try await fixture.train(1)
            try await fixture.step(2)
            let saved = try await fixture.message(
                fixture.service.save(Tinker.SaveWeightsRequest(modelID: fixture.model, name: "half", sequenceID: 3), digest: 3),
                as: Tinker.SaveWeightsResult.self)
            try await fixture.train(4)
            try await fixture.step(5)
            let straight = try await fixture.loss()

            let other = try await TrainingFixture(in: folder)
            for (optimizer, same) in [(true, true), (false, false)] {
                let number = optimizer ? 1 : 2
                let loaded = try await other.message(
                    other.service.load(
                        Tinker.LoadWeightsRequest(
                            destination: .session(id: other.session, modelSequenceID: number), path: saved.path, loadsOptimizer: optimizer),
                        digest: 4), as: Tinker.LoadWeightsResult.self)
                let model = try #require(loaded.modelID)
                #expect(model == Tinker.modelID(session: other.session, number: number))
                func request(_ forward: Bool) -> Tinker.ForwardBackwardRequest {
                    Tinker.ForwardBackwardRequest(
                        modelID: model, sequenceID: nil, data: other.data(), lossFunction: "cross_entropy", isForwardOnly: forward)
                }
                _ = try await other.output(other.service.train(request(false), digest: 5))
                _ = try await other.outcome(
                    other.service.step(
                        Tinker.OptimizerStepRequest(modelID: model, sequenceID: nil, adam: Tinker.AdamParameters(learningRate: 0.05)), digest: 6))
                let loss = try await other.output(other.service.train(request(true), digest: 7)).metrics["loss:sum"]
                #expect((loss == straight) == same, "\(loss ?? .nan) and \(straight)")
            }
            let information = try await other.service.weights(Tinker.WeightsInformationRequest(path: saved.path))
            #expect(information.isLoRA && information.loraRank == 4 && information.baseModel == "tiny")
        }
    }

    @Test func `a name is taken once, unless it is to be overwritten, and leads nowhere else`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            func save(_ name: String, overwrites: Bool = false, number: Int) async throws -> Tinker.SaveWeightsResult {
                try await fixture.message(
                    fixture.service.save(
                        Tinker.SaveWeightsRequest(modelID: fixture.model, name: name, sequenceID: number, overwrites: overwrites), digest: 3),
                    as: Tinker.SaveWeightsResult.self)
            }
            _ = try await save("a", number: 1)
            let failure = try #require(await #expect(throws: TrainingFixture.Failure.self) { try await save("a", number: 2) }).failure
            #expect(failure.message.contains("already"))
            _ = try await save("a", overwrites: true, number: 3)
            for name in ["../b", "b/c", "..", "", "b\0"] {
                await #expect(throws: HoldfastError.self, "\(name)") { try await save(name, number: 4) }
            }
            #expect(try await fixture.service.checkpoints(of: fixture.model).checkpoints.map(\.id) == ["weights/a"])
            try await fixture.service.remove(fixture.model, kind: "weights", name: "a")
            await #expect(throws: TinkerProblem.self) { try await fixture.service.remove(fixture.model, kind: "weights", name: "a") }
        }
    }

    @Test func `weights that expired are gone`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            let saved = try await fixture.message(
                fixture.service.save(
                    Tinker.SaveWeightsRequest(modelID: fixture.model, name: "brief", sequenceID: 1, secondsToLive: 0), digest: 1),
                as: Tinker.SaveWeightsResult.self)
            await #expect(throws: TinkerProblem.self) {
                try await fixture.service.weights(Tinker.WeightsInformationRequest(path: saved.path))
            }
        }
    }

    @Test func `too many models are refused, and one of a session that is over makes room`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder) { $0.mostModels = 1 }
            let second = await fixture.service.createSession()
            func create() async throws -> Tinker.Promise {
                try await fixture.service.create(Tinker.CreateModelRequest(sessionID: second, modelSequenceID: 0, baseModel: "tiny"))
            }
            let problem = try #require(await #expect(throws: TinkerProblem.self) { try await create() })
            #expect(problem.status == 429)
            await fixture.service.finish(fixture.session)
            _ = try await fixture.outcome(create())
            await #expect(throws: TinkerProblem.self) { try await fixture.train(1) }
            await #expect(throws: TinkerProblem.gone("the session \(fixture.session)")) { try await fixture.service.heard(fixture.session) }
        }
    }

    @Test func `another base model or optimizer is refused`() async throws {
        try await withTrainingFolder { folder in
            let fixture = try await TrainingFixture(in: folder)
            for (base, optimizer, status) in [("other", "adamw", 404), ("tiny", "dimuon", 400)] {
                let problem = try #require(
                    await #expect(throws: TinkerProblem.self) {
                        try await fixture.service.create(
                            Tinker.CreateModelRequest(
                                sessionID: fixture.session, modelSequenceID: 5, baseModel: base,
                                optimizer: Tinker.OptimizerConfiguration(type: optimizer)))
                    })
                #expect(problem.status == status)
            }
        }
    }
}
