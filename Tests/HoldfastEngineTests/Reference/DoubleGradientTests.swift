// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// The hand-written backward pass in float32 against central differences of `ReferenceDecoder` in double precision.
///
/// The differences themselves are good to nine digits: with a step of 1e-5 the cut-off is of the order of its square, and rounding costs
/// 1e-16 / 1e-5. So what is measured is float32: an entry of a gradient is a sum over rows, rounded in proportion to its terms and not to its
/// value. Hence two bounds, 1e-4 of the entry plus 1e-5 of the largest entry of its tensor. What is found stays below 5e-6 of the largest.
@Suite struct DoubleGradientTests {
    /// How many entries of a tensor are checked; the rest is left to `make test-slow`.
    static let entries = ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" ? Int.max : 100

    @Test(arguments: GradientCase.architectures) func `every architecture and option`(_ this: GradientCase) async throws {
        try await check(this, seed: 3)
    }

    @Test(arguments: GradientCase.edges) func `every edge of the shapes`(_ this: GradientCase) async throws { try await check(this, seed: 5) }

    @Test func `sequences of one token alone add nothing`() async throws {
        let server = try TestModels.server()
        let batch = TrainingBatch(sequences: [[1], [7]].map { TrainingSequence($0) })
        let report = try await server.accumulate(batch, objective: LikelihoodObjective())
        #expect(report.loss == 0 && report.tokens == 0)
        #expect(await server.gradients().values.allSatisfy { $0.allSatisfy { $0 == 0 } })
        #expect(try await server.score([[1]], temperature: 1, weights: .current) == [[]])
    }

    private func check(_ this: GradientCase, seed: UInt64) async throws {
        let server = try TestModels.server(this.model, seed: seed, scale: 20, configuration: this.configuration)
        let batch = this.batch
        let weights = await server.parameters()
        var reference = ReferenceDecoder(model: this.model, weights: weights.mapValues { $0.map(Double.init) })
        let report = try await server.accumulate(batch, objective: LikelihoodObjective())
        let gradients = await server.gradients()
        try await checkForward(reference, server, batch, report)

        for (name, found) in gradients.sorted(by: { $0.key < $1.key }) {
            var places = Array(found.indices)
            var stream = RandomKey(seed: seed, purpose: .selection).stream
            if places.count > Self.entries { places = Array(places.shuffled(using: &stream).prefix(Self.entries)) }
            let expected = places.map { Self.difference(&reference, name, $0, batch) }
            let largest = expected.map(abs).max() ?? 0
            for (index, slope) in zip(places, expected) {
                let error = abs(Double(found[index]) - slope)
                #expect(
                    error <= 1e-4 * abs(slope) + 1e-5 * largest + 1e-9,
                    "seed \(seed), \(name)[\(index)]: \(found[index]), by differences \(slope), largest \(largest)")
            }
        }
    }

    /// Loss, entropy and every log-probability.
    private func checkForward(
        _ reference: ReferenceDecoder, _ server: EmbeddedServer, _ batch: TrainingBatch, _ report: LossReport
    ) async throws {
        let loss = Self.loss(reference, batch)
        #expect(abs(report.loss - loss) <= 1e-5 * max(1, abs(loss)))
        let scores = try await server.score(batch.sequences.map(\.tokens), temperature: batch.temperature, weights: .current)
        var entropies: [Double] = []
        for (sequence, found) in zip(batch.sequences, scores) {
            let predictions = reference.predictions(sequence.tokens, temperature: Double(batch.temperature), wanted: Array(sequence.mask.indices))
            #expect(found.count == predictions.count)
            for (row, prediction) in predictions.enumerated() {
                #expect(abs(Double(found[row]) - prediction.logprob) <= 1e-5 * max(1, abs(prediction.logprob)), "row \(row)")
                if sequence.mask[row] { entropies.append(prediction.entropy) }
            }
        }
        #expect(report.tokens == entropies.count)
        #expect(abs(report.entropy - entropies.reduce(0, +) / Double(max(1, entropies.count))) <= 1e-5)
    }

    /// Minus the weighted mean of the log-probabilities, as `LikelihoodObjective` has it.
    private static func loss(_ reference: ReferenceDecoder, _ batch: TrainingBatch) -> Double {
        batch.sequences.reduce(0) { sum, sequence in
            let rows = sequence.mask.indices.filter { sequence.mask[$0] }
            let predictions = reference.predictions(sequence.tokens, temperature: Double(batch.temperature), wanted: rows)
            return sum - zip(rows, predictions).reduce(0) { $0 + Double(sequence.advantages[$1.0]) * $1.1.logprob } / Double(batch.normalizer.tokens)
        }
    }

    private static func difference(_ reference: inout ReferenceDecoder, _ name: String, _ index: Int, _ batch: TrainingBatch) -> Double {
        guard let value = reference.weights[name]?[index] else { return .nan }
        let step = 1e-5 * max(1, abs(value))
        reference.weights[name]?[index] = value + step
        let above = loss(reference, batch)
        reference.weights[name]?[index] = value - step
        let below = loss(reference, batch)
        reference.weights[name]?[index] = value
        return (above - below) / (2 * step)
    }
}
