// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastServers
import HoldfastTesting
import Synchronization
import Testing

@testable import HoldfastServing

/// The promises of `ModelServer`, kept by our client at our own training service, over HTTP.
@Suite struct OwnClientConformanceTests {
    private struct Likelihood: Objective {
        var name: String { "likelihood" }

        func evaluate(_ inputs: ObjectiveInputs) -> ObjectiveOutput {
            var output = ObjectiveOutput(loss: 0, gradient: [Double](repeating: 0, count: inputs.mask.count))
            for entry in inputs.mask.indices where inputs.mask[entry] {
                output.gradient[entry] = -inputs.advantages[entry] / Double(inputs.normalizer.tokens)
                output.loss += output.gradient[entry] * inputs.current[entry]
            }
            return output
        }
    }

    private var batch: TrainingBatch {
        TrainingBatch(
            sequences: (0..<3).map { row in
                let tokens = (0..<12).map { Int32(30 + (row * 13 + $0 * 5) % 200) }
                return TrainingSequence(
                    tokens: tokens, mask: (0..<11).map { $0 % 3 != 0 }, advantages: [Float](repeating: 1, count: 11), group: row)
            })
    }

    @Test(arguments: [4, 0]) func `our client at our server`(rank: Int) async throws {
        try await withTrainingFolder { folder in
            let source = try await TinySource(in: folder)
            let fixture = source.fixture
            let batch = batch
            let configuration = TrainingServiceConfiguration(folder: "\(folder)/trained", mostModels: 64)
            let violations = try await fixture.serving(fixture.scripted(), training: (source, configuration)) { url in
                // A server of the protocol lives as long as a scope, and the suite makes one for each promise.
                let scopes = Mutex<[Task<Void, Never>]>([])
                let suite = ModelServerConformance(
                    prompts: fixture.prompts.map { Array($0.prefix(20)) },
                    parameters: SamplingParameters(maxTokens: 6, stopTokens: fixture.template.stopTokens),
                    training: .init(batch: batch, objective: Likelihood(), optimizer: OptimizerStep(learningRate: 1e-2)),
                    spelling: TokenSpelling(fixture.tokenizer), tolerance: 1e-4
                ) {
                    try await withCheckedThrowingContinuation { waiting in
                        let scope = Task {
                            do {
                                try await TinkerModelServer.connected(
                                    to: TinkerServerConfiguration(url: url, loraRank: rank), vocabularySize: fixture.tokenizer.vocabularySize,
                                    spelling: TokenSpelling(fixture.tokenizer)
                                ) { server in
                                    waiting.resume(returning: server)
                                    try await Task.sleep(for: .seconds(86_400))
                                }
                            } catch is CancellationError {
                            } catch {
                                waiting.resume(throwing: error)
                            }
                        }
                        scopes.withLock { $0.append(scope) }
                    }
                }
                let checkpoints = "\(folder)/checkpoints"
                try FileManager.default.createDirectory(atPath: checkpoints, withIntermediateDirectories: true)
                let found = await suite.violations(checkpointDirectory: checkpoints)
                let all = scopes.withLock(\.self)
                for scope in all { scope.cancel() }
                for scope in all { await scope.value }
                return found
            }
            #expect(violations.isEmpty, "\(violations)")
        }
    }
}
