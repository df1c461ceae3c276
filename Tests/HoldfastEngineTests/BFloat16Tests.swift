// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// Products of bfloat16 with float32 sums, and a model that runs on them.
@Suite(.enabled(if: hf_has_bfloat16_product() != 0, "this processor has no products of bfloat16"))
struct BFloat16Tests {
    private func rounded(_ x: Float) -> Float {
        var half: UInt16 = 0
        var back: Float = 0
        hf_to_bfloat16(&half, [x], 1)
        hf_from_bfloat16(&back, [half], 1)
        return back
    }

    private func random(_ count: Int, seed: Int) -> [Float] {
        var stream = RandomKey(seed: UInt64(seed), purpose: .initialization).stream
        return (0..<count).map { _ in Float(stream.uniform() * 4 - 2) }
    }

    @Test(arguments: [(1, 1, 1), (7, 65, 3), (13, 100, 31), (6, 64, 512), (5, 130, 777), (40, 17, 300), (16, 48, 2)])
    func `a product is that of the rounded numbers, in every layout`(rows: Int, columns: Int, depth: Int) {
        let (a, b) = (random(rows * depth, seed: 1), random(depth * columns, seed: 2))
        var expected = [Float](repeating: 0.5, count: rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                let sum = (0..<depth).reduce(0.0) { $0 + Double(rounded(a[row * depth + $1])) * Double(rounded(b[$1 * columns + column])) }
                expected[row * columns + column] += Float(sum)
            }
        }
        func transposed(_ x: [Float], _ rows: Int, _ columns: Int) -> [Float] {
            (0..<columns).flatMap { column in (0..<rows).map { x[$0 * columns + column] } }
        }
        let pairs = (depth + 1) / 2
        var left = [UInt32](repeating: 0, count: rows * pairs)
        var leftAcross = left
        hf_bfloat16_rows(&left, a, depth, rows, depth)
        hf_bfloat16_row_pairs(&leftAcross, transposed(a, rows, depth), rows, depth, rows)
        var panels = [UInt32](repeating: 0, count: hf_bfloat16_panels_size(depth, columns))
        var panelsAcross = panels
        hf_bfloat16_panels(&panels, b, columns, depth, columns)
        hf_bfloat16_panels_transposed(&panelsAcross, transposed(b, depth, columns), depth, depth, columns)
        #expect(panels == panelsAcross)
        for (words, rowStride, pairStride) in [(left, pairs, 1), (leftAcross, 1, rows)] {
            var found = [Float](repeating: 0.5, count: rows * columns)
            hf_bfloat16_product(&found, columns, words, rowStride, pairStride, panels, rows, columns, depth, 1)
            #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-3 * max(1, abs($1)) })
        }
    }

    @Test func `a row's result does not depend on the rows beside it`() {
        let (rows, columns, depth) = (23, 80, 600)
        let a = random(rows * depth, seed: 3)
        var panels = [UInt32](repeating: 0, count: hf_bfloat16_panels_size(depth, columns))
        hf_bfloat16_panels(&panels, random(depth * columns, seed: 4), columns, depth, columns)
        func product(_ range: Range<Int>) -> [Float] {
            var left = [UInt32](repeating: 0, count: range.count * depth / 2)
            var c = [Float](repeating: 0, count: range.count * columns)
            hf_bfloat16_rows(&left, Array(a[range.lowerBound * depth..<range.upperBound * depth]), depth, range.count, depth)
            hf_bfloat16_product(&c, columns, left, depth / 2, 1, panels, range.count, columns, depth, 0)
            return c
        }
        let all = product(0..<rows)
        for row in 0..<rows { #expect(product(row..<row + 1) == Array(all[row * columns..<(row + 1) * columns])) }
    }

    private func batch() -> TrainingBatch {
        TrainingBatch(
            sequences: (0..<6).map { index in
                let tokens = TestModels.tokens(30 + 15 * index, seed: index / 2)
                return TrainingSequence(tokens, mask: (1..<tokens.count).map { $0 % 3 != 0 })
            })
    }

    @Test func `gradients are those of float32 but for rounding`() async throws {
        let exact = try TestModels.server(scale: 12)
        let half = try TestModels.server(scale: 12, configuration: EngineConfiguration(precision: .bfloat16))
        let expected = try await exact.accumulate(batch(), objective: LikelihoodObjective())
        let found = try await half.accumulate(batch(), objective: LikelihoodObjective())
        #expect(abs(found.loss - expected.loss) < 1e-2 * abs(expected.loss))
        let gradients = await exact.gradients()
        for (name, values) in await half.gradients() {
            let reference = try #require(gradients[name])
            let dot = zip(values, reference).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            func norm(_ x: [Float]) -> Double { x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }
            #expect(dot / (norm(values) * norm(reference)) > 0.999, "\(name) points elsewhere")
            #expect(abs(norm(values) / norm(reference) - 1) < 0.02, "\(name) has another length")
        }
    }

    @Test func `what is sampled is scored alike, and a step reaches the sampler with publish`() async throws {
        let server = try TestModels.server(scale: 8, configuration: EngineConfiguration(keepsBase: true, precision: .bfloat16))
        func requests(_ step: Int) -> [SampleRequest] {
            (0..<20).map { index in
                SampleRequest(
                    prompt: TestModels.tokens(20, seed: index / 4), parameters: SamplingParameters(maxTokens: 30),
                    randomKey: RandomKey(seed: 1, step: step, rollout: index, purpose: .sampling))
            }
        }
        func check(_ replies: [SampleReply], _ requests: [SampleRequest], _ set: WeightSet) async throws -> Float {
            let scores = try await server.score(zip(requests, replies).map { $0.prompt + $1.tokens }, temperature: 1, weights: set)
            return zip(replies, scores).map { reply, score in
                zip(reply.logprobs, score.suffix(reply.tokens.count)).map { abs($0 - $1) }.max() ?? 0
            }.max() ?? 0
        }
        let before = try await server.sample(requests(0))
        #expect(try await check(before, requests(0), .current) < 2e-2)
        #expect(try await server.sample([requests(0)[7]]).first?.tokens == before[7].tokens, "alone as among others")

        _ = try await server.accumulate(batch(), objective: LikelihoodObjective())
        _ = await server.step(OptimizerStep(learningRate: 1e-2))
        _ = await server.publish()
        let after = try await server.sample(requests(1))
        #expect(try await check(after, requests(1), .current) < 2e-2)
        #expect(try await check(after, requests(1), .base) > 2e-1, "the base stays as it was")
    }
}
