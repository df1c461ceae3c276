// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import HoldfastTraining
import Synchronization

@testable import HoldfastServers

/// Time that passes where it is slept; who waits for the next heartbeat waits until it is cancelled.
final class ToyTime: Sendable {
    private let slept = Mutex<[Duration]>([])
    var sleeps: [Duration] { slept.withLock(\.self) }
    var timekeeper: Timekeeper {
        Timekeeper(
            now: { self.sleeps.reduce(.zero, +) },
            sleep: { span in
                if span == TinkerSession.beat {
                    try await Task.sleep(for: .seconds(86_400))
                } else {
                    self.slept.withLock { $0.append(span) }
                }
            },
            date: { Date(timeIntervalSince1970: 0) })
    }
}

extension ToyTrainingServer {
    /// Runs a body with an adapter that is connected to this server.
    func connected<Result: Sendable>(
        time: ToyTime = ToyTime(), normalization: TinkerServerCapabilities.LossNormalization? = nil,
        _ body: (TinkerModelServer) async throws -> Result
    ) async throws -> Result {
        let configuration = TinkerServerConfiguration(
            url: "http://host:1/api/v1/", loraRank: 4, retry: RetryPolicy(attempts: 3), normalization: normalization)
        return try await TinkerModelServer.connected(
            to: configuration, connection: TinkerConnection(configuration, exchange: self, time: time.timekeeper), time: time.timekeeper,
            vocabularySize: Self.vocabulary, body)
    }
}

/// Sequences and steps to train a toy model with.
enum ToyTraining {
    /// Three sequences with prompts, advantages of both signs, and ratios that are clipped in part.
    static func batch(recorded: Bool = true) -> TrainingBatch {
        func sequence(_ tokens: [Int32], _ advantage: Float, old: Float, group: Int) -> TrainingSequence {
            let count = tokens.count - 1
            let mask = (0..<count).map { $0 >= 1 }
            let logprobs = (0..<count).map { old - 0.15 * Float($0) }
            return TrainingSequence(
                tokens: tokens, mask: mask, samplerLogprobs: recorded ? logprobs : [],
                advantages: (0..<count).map { advantage * Float(1 + $0) / 2 }, group: group)
        }
        return TrainingBatch(sequences: [
            sequence([1, 5, 9, 3, 7], 1, old: -2.4, group: 0), sequence([1, 5, 2, 8], -0.7, old: -2.7, group: 0),
            sequence([4, 4, 6, 0, 11, 15], 0.4, old: -2.9, group: 1),
        ])
    }

    /// A step that moves each number by nearly a thousandth of the gradient: both decays at 0, and an epsilon above all gradients.
    static let descent = OptimizerStep(learningRate: 10, beta1: 0, beta2: 0, epsilon: 1e4, maximumNorm: 0)
}
