// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import HoldfastTraining
import Testing

@testable import HoldfastServers

struct TinkerTrainingTests {
    private struct Curious: Objective {
        let name = "curious"
        var needsEntropy: Bool { true }
        func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput { ObjectiveOutput(loss: 0, gradient: inputs.current.map { _ in 0 }) }
    }

    @Test func `what cannot be trained is one error, and nothing is sent`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            let grpo = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "grpo"))
            let sent = toy.paths.count
            var warm = ToyTraining.batch()
            warm.temperature = 0.7
            var torn = ToyTraining.batch()
            torn.sequences[1].mask.removeLast()
            var foreign = ToyTraining.batch()
            foreign.sequences[1].tokens[0] = 99
            for (batch, objective, mention) in [
                (warm, grpo as any Objective, "temperature 1 alone"), (torn, grpo, "sequence 1 has 4 tokens"), (foreign, grpo, "token 99"),
                (ToyTraining.batch(), Curious(), "needs the entropy"),
            ] {
                let error = await #expect(throws: HoldfastError.self) { try await server.accumulate(batch, objective: objective) }
                #expect(error?.code == .model && error?.message.contains(mention) == true, "\(error?.message ?? "")")
            }
            #expect(toy.paths.count == sent)
        }
    }

    @Test func `entropy is reported where the server tells it, and nowhere else`() async throws {
        let gspo = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gspo"))
        for objective in [gspo, try ObjectiveRegistry.make(ObjectiveConfiguration(type: "reinforce"))] {
            let silent = try await ToyTrainingServer().connected(normalization: .sum) {
                try await $0.accumulate(ToyTraining.batch(), objective: objective)
            }
            #expect(silent.entropy.isNaN && silent.diagnostics[TrainingMetricName.entropy] == nil && silent.tokens == 9)
            let toy = ToyTrainingServer(ToyTrainingServer.Traits(extensions: [.entropy]))
            let told = try await toy.connected(normalization: .sum) { try await $0.accumulate(ToyTraining.batch(), objective: objective) }
            #expect(abs(told.entropy - ToyModel(vocabulary: ToyTrainingServer.vocabulary).entropy) < 1e-6)
            #expect(told.loss == silent.loss)
            var spared = ToyTraining.batch()
            spared.sequences[0].advantages[2] = 0
            let fewer = try await toy.connected(normalization: .sum) { [spared] in try await $0.accumulate(spared, objective: objective) }
            #expect(abs(fewer.entropy - told.entropy) < 1e-6 && fewer.tokens == 9)
        }
    }

    @Test func `a norm that the server does not tell is not made up`() async throws {
        let toy = ToyTrainingServer(ToyTrainingServer.Traits(tellsNorm: false))
        let gspo = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gspo"))
        let report = try await toy.connected(normalization: .sum) { server in
            _ = try await server.accumulate(ToyTraining.batch(), objective: gspo)
            return try await server.step(ToyTraining.descent)
        }
        #expect(report.applied && report.gradientNorm.isNaN)
    }

    @Test func `large batches go in parts`() async throws {
        let rows = (0..<7).map { LossRow(scoring: [Int32](repeating: 1, count: 11), index: $0) }
        var capabilities = try await ToyTrainingServer().connected(normalization: .sum) { await $0.protocolCapabilities }
        (capabilities.mostSequences, capabilities.mostBytes) = (3, 1 << 20)
        #expect(rows.requests(capabilities).map(\.count) == [3, 3, 1])
        (capabilities.mostSequences, capabilities.mostBytes) = (100, 2 * rows[0].bytes)
        #expect(rows.requests(capabilities).map(\.count) == [2, 2, 2, 1])
        capabilities.mostBytes = 1
        #expect(rows.requests(capabilities).map(\.count) == [Int](repeating: 1, count: 7))
        #expect([LossRow]().requests(capabilities).isEmpty)
    }

    @Test func `a checkpoint goes on in another session, in both generations`() async throws {
        let gspo = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gspo"))
        func update(_ server: TinkerModelServer) async throws {
            _ = try await server.accumulate(ToyTraining.batch(), objective: gspo)
            _ = try await server.step(OptimizerStep(learningRate: 0.1))
            _ = try await server.publish()
        }
        for isNew in [true, false] {
            let toy = ToyTrainingServer(ToyTrainingServer.Traits(isNew: isNew, takesProtobuf: isNew))
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-note-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let expected = try await toy.connected(normalization: .sum) { server in
                try await update(server)
                try await server.save(to: folder)
                try await update(server)
                return toy.model(await server.model.id)?.theta
            }
            try await toy.connected(normalization: .sum) { server in
                try await server.restore(from: folder)
                #expect(await server.model.id == (isNew ? "s2:train:1" : "s2:train:0"))
                try await update(server)
                #expect(toy.model(await server.model.id)?.theta == expected)
                let reply = try await server.sample([
                    SampleRequest(prompt: [1], parameters: SamplingParameters(maxTokens: 1), randomKey: RandomKey(seed: 1, purpose: .sampling))
                ])
                #expect(reply.map(\.version) == [2])
            }
        }
    }

    @Test func `a note that does not fit is refused, and weights that are gone are named`() async throws {
        let toy = ToyTrainingServer()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-note-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func note(_ base: String, rank: Int = 4) -> CheckpointNote {
            CheckpointNote(server: "old:2", path: "tinker://gone/weights/x", baseModel: base, loraRank: rank, version: 3)
        }
        try await toy.connected(normalization: .sum) { server in
            func error() async -> HoldfastError? { await #expect(throws: HoldfastError.self) { try await server.restore(from: folder) } }
            #expect(await error()?.code == .file)
            try "{}".write(toFile: "\(folder)/tinker.json", atomically: true, encoding: .utf8)
            #expect(await error()?.code == .format)
            try note("other").write(to: folder)
            #expect(await error()?.code == .configuration)
            try note("toy", rank: 8).write(to: folder)
            #expect(await error()?.code == .configuration)
            try note("toy").write(to: folder)
            let gone = await error()
            #expect(gone?.code == .server)
            for mention in ["tinker://gone/weights/x", "old:2", "host:1", "no such weights"] { #expect(gone?.message.contains(mention) == true) }
        }
    }
}
