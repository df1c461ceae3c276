// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import HoldfastTesting
import HoldfastTinkerProtocol
import HoldfastTraining
import Testing

@testable import HoldfastServers

/// The promises of `ModelServer`, kept by the adapter on servers of every generation.
struct TinkerConformanceTests {
    @Test func `the adapter keeps the promises of a model server`() async throws {
        typealias Traits = ToyTrainingServer.Traits
        for traits in [
            Traits(), Traits(takesProtobuf: false, losses: ["cross_entropy"]),
            Traits(
                isNew: false, takesProtobuf: false, normalization: .sequenceMean, clips: false,
                losses: ["cross_entropy", "importance_sampling", "ppo"]),
            Traits(extensions: [.exactlyOnce, .randomKey, .entropy]),
        ] {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-conformance-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let toy = ToyTrainingServer(traits)
            let found = try await Self.violations(
                vocabulary: ToyTrainingServer.vocabulary, checkpoints: folder, tolerance: 1e-5, batch: ToyTraining.batch()
            ) { body in
                try await toy.connected(normalization: traits.normalization, body)
            }
            #expect(found.isEmpty, "\(traits): \(found)")
        }
    }

    /// Runs the suite. It makes a server per check, and a server of the protocol lives as long as a scope: each of them is connected in a
    /// task of its own, which ends with the suite.
    static func violations(
        vocabulary: Int, checkpoints: String?, tolerance: Float, batch: TrainingBatch,
        connected: @escaping @Sendable (@escaping @Sendable (TinkerModelServer) async throws -> Void) async throws -> Void
    ) async throws -> [ConformanceViolation] {
        let objective = try ObjectiveRegistry.make(ObjectiveConfiguration(type: "grpo"))
        return await withTaskGroup(of: Void.self) { group in
            let (requests, request) = AsyncStream.makeStream(of: CheckedContinuation<TinkerModelServer, any Error>.self)
            group.addTask {
                await withTaskGroup(of: Void.self) { servers in
                    for await waiting in requests {
                        servers.addTask {
                            do {
                                try await connected { server in
                                    waiting.resume(returning: server)
                                    try await Task.sleep(for: .seconds(86_400))
                                }
                            } catch is CancellationError {
                            } catch {
                                waiting.resume(throwing: error)
                            }
                        }
                    }
                    servers.cancelAll()
                }
            }
            let suite = ModelServerConformance(
                prompts: [[1, 5, 9], [4, 4, 6, 2]], parameters: SamplingParameters(maxTokens: 5, stopTokens: [3]),
                training: ModelServerConformance.Training(batch: batch, objective: objective, optimizer: OptimizerStep(learningRate: 1e-2)),
                spelling: TokenSpelling(pieces: (0..<vocabulary).map { [UInt8(97 + $0 % 26)] }), tolerance: tolerance
            ) {
                try await withCheckedThrowingContinuation { _ = request.yield($0) }
            }
            let found = await suite.violations(checkpointDirectory: checkpoints)
            request.finish()
            return found
        }
    }
}
