// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTesting
import HoldfastTraining
import Testing

@testable import HoldfastServers

/// The adapter against servers that others wrote. The checks of one server run one after the other on one process of it: starting takes
/// half a minute, and compiling a shape up to ten seconds.
@Suite(.serialized)
struct TrainingServerTests {
    @Test(.enabled(if: TrainingServers.canRun(.reference), "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"))
    func `the reference server is understood as what it is`() async throws {
        let folder = try TrainingServers.makeTinyModel()
        let process = try await TrainingServers.start(.reference, model: folder)
        defer { process.stop() }
        let configuration = TinkerServerConfiguration(url: process.url, loraRank: 8)
        try await TinkerModelServer.connected(to: configuration, vocabularySize: 1024) { server in
            print(await server.protocolCapabilities)
            let request = SampleRequest(
                prompt: [5, 6, 7], parameters: SamplingParameters(maxTokens: 8, stopTokens: [2]),
                randomKey: RandomKey(seed: 1, purpose: .sampling))
            let replies = try await server.sample([request])
            print(replies)
            let sequence = [5, 6, 7] + replies[0].tokens
            print(try await server.score([sequence], temperature: 1, weights: .current))
            print(try await server.score([sequence], temperature: 1, weights: .base))
        }
    }

    @Test(.enabled(if: TrainingServers.canRun(.skyrlTX), "needs HOLDFAST_SLOW=1, scripts/clients and ../shared"))
    func `skyrl-tx is understood as what it is`() async throws {
        let folder = try TrainingServers.makeTinyModel()
        let process = try await TrainingServers.start(.skyrlTX, model: folder)
        defer { process.stop() }
        let configuration = TinkerServerConfiguration(url: process.url, loraRank: 8)
        try await TinkerModelServer.connected(to: configuration, vocabularySize: 1024, contextLength: 2048) { server in
            print(await server.protocolCapabilities)
            let request = SampleRequest(
                prompt: [5, 6, 7], parameters: SamplingParameters(maxTokens: 8, stopTokens: [2]),
                randomKey: RandomKey(seed: 1, purpose: .sampling))
            let replies = try await server.sample([request])
            print(replies)
            let sequence = [5, 6, 7] + replies[0].tokens
            print(try await server.score([sequence], temperature: 1, weights: .current))
            print(try await server.score([sequence], temperature: 1, weights: .base))
        }
    }
}
