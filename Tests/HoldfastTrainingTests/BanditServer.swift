// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// A model small enough to see through: a table of logits of the next token given the last one. Its gradients are real, so a reward
/// that depends on the tokens rises when the trainer is right.
actor BanditServer: ModelServer {
    static let vocabulary = 8
    private var weights: [Double]
    private var served: [Double]
    private let base: [Double]
    private var gradient: [Double]
    private var moments: [Double]
    private var version = 0
    private var hasStepped = false
    private(set) var steps: [OptimizerStep] = []
    private(set) var batches: [TrainingBatch] = []

    init() {
        weights = [Double](repeating: 0, count: Self.vocabulary * Self.vocabulary)
        served = weights
        base = weights
        gradient = weights
        moments = weights
    }

    var capabilities: ServerCapabilities {
        ServerCapabilities(trains: true, scores: true, resumesExactly: true, contextLength: 32, vocabularySize: Self.vocabulary)
    }

    private static func logprobs(_ table: [Double], after token: Int32) -> [Double] {
        let row = table[(Int(token) * vocabulary)..<((Int(token) + 1) * vocabulary)]
        let total = row.reduce(0) { $0 + Foundation.exp($1) }
        return row.map { $0 - Foundation.log(total) }
    }

    func sample(_ requests: [SampleRequest]) async throws -> [SampleReply] {
        requests.map { request in
            var stream = request.randomKey.stream
            var tokens: [Int32] = []
            var logprobs: [Float] = []
            var last = request.prompt[request.prompt.count - 1]
            while tokens.count < request.parameters.maxTokens {
                let row = Self.logprobs(served, after: last)
                var rest = stream.uniform()
                last = Int32(
                    row.firstIndex {
                        rest -= Foundation.exp($0); return rest < 0
                    } ?? Self.vocabulary - 1)
                tokens.append(last)
                logprobs.append(Float(row[Int(last)]))
            }
            return SampleReply(tokens: tokens, logprobs: logprobs, end: .length, version: version)
        }
    }

    func score(_ sequences: [[Int32]], temperature: Float, weights set: WeightSet) async throws -> [[Float]] {
        sequences.map { tokens in
            zip(tokens, tokens.dropFirst()).map { Float(Self.logprobs(set == .base ? base : weights, after: $0)[Int($1)]) }
        }
    }

    func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        batches.append(batch)
        var inputs = ObjectiveInputs(
            offsets: [0], current: [], old: [], sampler: [], reference: [], advantages: [], mask: [], entropy: [], groups: [],
            normalizer: batch.normalizer)
        for sequence in batch.sequences {
            for t in sequence.mask.indices {
                let row = Self.logprobs(weights, after: sequence.tokens[t])
                inputs.current.append(row[Int(sequence.tokens[t + 1])])
                inputs.entropy.append(-row.reduce(0) { $0 + Foundation.exp($1) * $1 })
            }
            inputs.sampler += sequence.samplerLogprobs.map(Double.init)
            inputs.old += (sequence.oldLogprobs.isEmpty ? sequence.samplerLogprobs : sequence.oldLogprobs).map(Double.init)
            inputs.reference += sequence.referenceLogprobs.map(Double.init)
            inputs.advantages += sequence.advantages.map(Double.init)
            inputs.mask += sequence.mask
            inputs.offsets.append(inputs.current.count)
            inputs.groups.append(sequence.group)
        }
        let output = objective.evaluate(inputs)
        var place = 0
        for sequence in batch.sequences {
            for t in sequence.mask.indices {
                let row = Self.logprobs(weights, after: sequence.tokens[t])
                for token in 0..<Self.vocabulary {
                    let hit = token == Int(sequence.tokens[t + 1]) ? 1.0 : 0
                    gradient[Int(sequence.tokens[t]) * Self.vocabulary + token] += output.gradient[place] * (hit - Foundation.exp(row[token]))
                }
                place += 1
            }
        }
        let kept = inputs.mask.indices.filter { inputs.mask[$0] }
        return LossReport(
            loss: output.loss, tokens: kept.count, entropy: kept.reduce(0) { $0 + inputs.entropy[$1] } / Double(max(kept.count, 1)),
            diagnostics: output.diagnostics)
    }

    func step(_ optimizer: OptimizerStep) async throws -> StepReport {
        steps.append(optimizer)
        hasStepped = true
        let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in weights.indices {
            // The gradient's length says little in so small a table; its direction is what counts.
            moments[index] = 0.5 * moments[index] + gradient[index] / max(norm, 1e-12)
            weights[index] -= optimizer.learningRate * moments[index]
            gradient[index] = 0
        }
        return StepReport(gradientNorm: norm, applied: true)
    }

    func publish() async throws -> Int {
        served = weights
        if hasStepped { version += 1 }
        hasStepped = false
        return version
    }

    func release(sessions: [String]) async {}

    private struct Saved: Codable {
        var weights: [Double]
        var moments: [Double]
        var version: Int
    }

    func save(to directory: String) async throws {
        let data = try JSONEncoder().encode(Saved(weights: weights, moments: moments, version: version))
        try data.write(to: URL(fileURLWithPath: directory).appendingPathComponent("bandit.json"))
    }

    func restore(from directory: String) async throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: directory).appendingPathComponent("bandit.json"))
        let saved = try JSONDecoder().decode(Saved.self, from: data)
        weights = saved.weights
        moments = saved.moments
        version = saved.version
        served = weights
    }
}
