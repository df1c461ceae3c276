// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import HoldfastTraining
import Testing

@testable import HoldfastServers

/// A step is never taken twice, whatever becomes of its reply.
struct ExactlyOnceTests {
    private func objective() throws -> PolicyObjective { try ObjectiveRegistry.make(ObjectiveConfiguration(type: "gspo")) }

    @Test func `a step whose reply is lost is not sent again, and everything waits for a checkpoint`() async throws {
        let toy = ToyTrainingServer()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-once-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await toy.connected { server in
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            _ = try await server.step(ToyTraining.descent)
            _ = try await server.publish()
            try await server.save(to: folder)
            let saved = toy.model(await server.model.id)?.theta
            let steps = toy.steps

            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            toy.add(ToyTrainingServer.Fault(path: "/optim_step", kind: .replyLost))
            let error = await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
            #expect(error?.code == .server)
            for mention in ["host:1", "the step", "not known", "resume from the last checkpoint"] {
                #expect(error?.message.contains(mention) == true, "\(mention): \(error?.message ?? "")")
            }
            // The server did take it: a repetition would have been the second.
            #expect(toy.steps == steps + 1 && toy.count("/optim_step") == steps + 1)
            await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
            await #expect(throws: HoldfastError.self) { try await server.accumulate(ToyTraining.batch(), objective: objective()) }
            await #expect(throws: HoldfastError.self) { try await server.publish() }
            await #expect(throws: HoldfastError.self) { try await server.save(to: folder) }
            #expect(toy.steps == steps + 1)

            try await server.restore(from: folder)
            #expect(toy.model(await server.model.id)?.theta == saved)
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            #expect(try await server.step(ToyTraining.descent).applied)
            #expect(try await server.publish() == 2)
        }
    }

    @Test func `where the server tells a repetition, the step is asked for again and taken once`() async throws {
        for kind in [ToyTrainingServer.Fault.Kind.replyLost, .refused(503), .refused(429)] {
            let toy = ToyTrainingServer(ToyTrainingServer.Traits(extensions: [.exactlyOnce]))
            try await toy.connected { server in
                _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
                toy.add(ToyTrainingServer.Fault(path: "/optim_step", kind: kind))
                #expect(try await server.step(ToyTraining.descent).applied)
                #expect(toy.steps == 1 && toy.count("/optim_step") == 2, "\(kind)")
            }
        }
    }

    @Test func `a gradient whose reply is lost is not sent again either`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            toy.add(ToyTrainingServer.Fault(path: "/forward_backward", kind: .replyLost))
            let count = toy.count("/forward_backward")
            let error = await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
            #expect(error?.message.contains("the gradient") == true && error?.message.contains("not known") == true)
            #expect(toy.steps == 0 && toy.count("/forward_backward") == count + 1)
        }
    }

    @Test func `what was surely not taken leaves the state known`() async throws {
        let toy = ToyTrainingServer()
        try await toy.connected(normalization: .sum) { server in
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            // Patience is asked for: the request is repeated.
            toy.add(ToyTrainingServer.Fault(path: "/optim_step", kind: .refused(429)))
            #expect(try await server.step(ToyTraining.descent).applied)
            #expect(toy.steps == 1)
            // Refused: the step can be asked for again, and the gradients are still there.
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            toy.add(ToyTrainingServer.Fault(path: "/optim_step", kind: .refused(422)))
            await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
            let passes = toy.count("/forward_backward")
            #expect(try await server.step(ToyTraining.descent).applied)
            #expect(toy.steps == 2 && toy.count("/forward_backward") == passes)
            // Refused before anything was sent.
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            toy.add(ToyTrainingServer.Fault(path: "/forward_backward", kind: .refused(413)))
            await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
            #expect(try await server.step(ToyTraining.descent).applied)
            #expect(try await server.publish() == 1)
        }
    }

    @Test func `a step whose job fails, or whose promise is forgotten, leaves a state that is not known`() async throws {
        for kind in [ToyTrainingServer.Fault.Kind.jobFails, .forgotten, .refused(500)] {
            let toy = ToyTrainingServer()
            try await toy.connected(normalization: .sum) { server in
                _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
                toy.add(ToyTrainingServer.Fault(path: "/optim_step", kind: kind))
                let error = await #expect(throws: HoldfastError.self) { try await server.step(ToyTraining.descent) }
                #expect(error?.message.contains("resume from the last checkpoint") == true, "\(error?.message ?? "")")
                #expect(toy.count("/optim_step") == 1)
            }
        }
    }

    @Test func `a checkpoint and a sampler whose reply is lost are made under another name`() async throws {
        let toy = ToyTrainingServer()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-once-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await toy.connected(normalization: .sum) { server in
            toy.add(ToyTrainingServer.Fault(path: "/save_weights", kind: .replyLost))
            try await server.save(to: folder)
            let note = try CheckpointNote(directory: folder)
            #expect(note.path == "tinker://s:train:0/weights/holdfast-0-2" && note.version == 0 && note.server == "host:1")
            try await server.restore(from: folder)
            _ = try await server.accumulate(ToyTraining.batch(), objective: objective())
            _ = try await server.step(ToyTraining.descent)
            toy.add(ToyTrainingServer.Fault(path: "/save_weights_for_sampler", kind: .replyLost))
            #expect(try await server.publish() == 1)
        }
    }

    @Test func `a gradient that is not finite is never sent`() async throws {
        // The first takes two passes, the second is built in.
        for type in ["dro", "reinforce"] {
            let toy = ToyTrainingServer()
            try await toy.connected(normalization: .sum) { server in
                var broken = ToyTraining.batch()
                broken.sequences[0].advantages[2] = .nan
                let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: type))
                let before = toy.model(await server.model.id)?.theta
                _ = try await server.accumulate(broken, objective: objective)
                let report = try await server.step(ToyTraining.descent)
                #expect(!report.applied && report.gradientNorm.isNaN && toy.steps == 0)
                #expect(toy.model(await server.model.id)?.theta == before)
                _ = try await server.accumulate(ToyTraining.batch(), objective: objective)
                #expect(try await server.step(ToyTraining.descent).applied)
            }
        }
    }
}
