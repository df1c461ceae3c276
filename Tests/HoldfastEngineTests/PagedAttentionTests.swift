// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Attention over cached keys and values: what sequences share is read once, and a row's result is the same alone.
@Suite struct PagedAttentionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var heads: Int
        var keyValueHeads: Int
        var dimension: Int
        var precision = Precision.float32

        var testDescription: String { "\(heads) on \(keyValueHeads) heads of \(dimension), \(precision)" }
        var model: ModelConfiguration {
            ModelConfiguration(
                vocabularySize: 32, hiddenSize: 8, feedForwardSize: 8, layers: 2, heads: heads, keyValueHeads: keyValueHeads,
                headDimension: dimension, contextLength: 400)
        }
    }

    static let shapes =
        [(1, 1, 2), (4, 2, 6), (2, 1, 32), (4, 4, 64), (6, 2, 24), (3, 1, 128), (1, 1, 80)].flatMap { heads, keyValueHeads, dimension in
            [Precision.float32, .bfloat16].map { Shape(heads: heads, keyValueHeads: keyValueHeads, dimension: dimension, precision: $0) }
        }

    /// Sequences, some of them forks of others, with keys and values drawn from their tokens' places.
    private final class Cache {
        let model: ModelConfiguration
        let pool: KeyValuePool
        var stream: RandomStream
        var sequences: [CachedSequence] = []
        private var pages = 0
        /// Per sequence and position `[layer][head][key, value][dimension]`.
        var numbers: [[[Float]]] = []

        init(_ shape: Shape, seed: UInt64) throws {
            model = shape.model
            pool = try KeyValuePool(model, precision: shape.precision, bytes: 1 << 24)
            stream = RandomKey(seed: seed, purpose: .text).stream
        }

        /// Exact in bfloat16.
        func uniform() -> Float { Float(Int(stream.next() % 257) - 128) / 128 }

        func start(_ count: Int) { extend(CachedSequence([]), [], by: count) }

        func fork(_ index: Int, at shared: Int, adding count: Int) {
            let other = sequences[index]
            let fork = CachedSequence(Array(other.tokens[..<shared]))
            for start in stride(from: 0, to: shared, by: KeyValuePage.tokens) {
                let tokens = min(KeyValuePage.tokens, shared - start)
                let original = other.page(of: start)
                fork.append(page: tokens == KeyValuePage.tokens ? original : newPage(copying: original))
                if tokens < KeyValuePage.tokens { fork.setSource(ofPage: start / KeyValuePage.tokens, base: original, tokens: tokens) }
            }
            extend(fork, Array(numbers[index][..<shared]), by: count)
        }

        private func newPage(copying original: UnsafeMutablePointer<Float>? = nil) -> UnsafeMutablePointer<Float> {
            defer { pages += 1 }
            if let original { pool[pages].update(from: original, count: pool.pageFloats) }
            return pool[pages]
        }

        private func extend(_ sequence: CachedSequence, _ known: [[Float]], by count: Int) {
            var all = known
            for _ in 0..<count {
                let position = sequence.tokens.count
                sequence.append(Int32(position % 32))
                if position % KeyValuePage.tokens == 0 { sequence.append(page: newPage()) }
                let row = (0..<model.layers * model.keyValueHeads * 2 * model.headDimension).map { _ in uniform() }
                for area in 0..<model.layers * model.keyValueHeads {
                    row.withUnsafeBufferPointer { row in
                        let key = row.baseAddress! + area * 2 * model.headDimension
                        hf_page_store(
                            sequence.page(of: position) + area * pool.headFloats, pool.isHalf ? 1 : 0, position % KeyValuePage.tokens, key,
                            key + model.headDimension, model.headDimension)
                    }
                }
                all.append(row)
            }
            sequences.append(sequence)
            numbers.append(all)
        }
    }

    /// Results of the last `counts[i]` positions of each sequence, `[rows, queryWidth]`, over layer 1.
    private func attend(_ cache: Cache, _ chosen: [Int], _ counts: [Int], queries: [[Float]]) -> [[Float]] {
        let model = cache.model
        let runs = zip(chosen, counts).map { index, count in
            let end = cache.sequences[index].tokens.count
            return CachedRun(sequence: cache.sequences[index], positions: end - count..<end, predicts: false)
        }
        let rows = counts.reduce(0, +)
        let (input, output) = (FloatBuffer(count: rows * model.attentionWidth), FloatBuffer(count: rows * model.queryWidth))
        var row = 0
        for (index, count) in zip(chosen, counts) {
            for back in (0..<count).reversed() {
                for (column, value) in queries[index][back * model.queryWidth..<(back + 1) * model.queryWidth].enumerated() {
                    input.base[row * model.attentionWidth + column] = value
                }
                row += 1
            }
        }
        var attention = AttentionRows(model, pool: cache.pool)
        attention.gather(runs, queryKeyValue: input.base, attended: output.base)
        for head in 0..<model.keyValueHeads {
            attention.attend(head: head, offset: (model.keyValueHeads + head) * cache.pool.headFloats)
        }
        return (0..<rows).map { row in (0..<model.queryWidth).map { output.base[row * model.queryWidth + $0] } }
    }

    /// One query head in double precision, from the numbers that stand in the pages.
    private func expected(_ cache: Cache, _ index: Int, head: Int, query: ArraySlice<Float>) -> [Double] {
        let model = cache.model
        let dimension = model.headDimension
        let area = (model.keyValueHeads + head / model.headsPerGroup) * 2 * dimension
        let q = query.dropFirst(head * dimension).prefix(dimension).map(Double.init)
        let scores = cache.numbers[index].map { row in
            zip(q, row[area..<area + dimension]).reduce(0) { $0 + $1.0 * Double($1.1) } * Double(model.attentionScale)
        }
        let peak = scores.max() ?? 0
        let weights = scores.map { exp($0 - peak) }
        let sum = weights.reduce(0, +)
        return (0..<dimension).map { column in
            zip(weights, cache.numbers[index]).reduce(0) { $0 + $1.0 * Double($1.1[area + dimension + column]) } / sum
        }
    }

    @Test(arguments: shapes, 0..<2 as Range<UInt64>) func rowsAreTheSameAloneAndInAnyBlock(shape: Shape, seed: UInt64) throws {
        let cache = try Cache(shape, seed: seed)
        func below(_ bound: Int) -> Int { Int(cache.stream.next() % UInt64(bound)) }
        cache.start(1 + below(150))
        for _ in 0..<7 {
            let parent = below(cache.sequences.count)
            cache.fork(parent, at: 1 + below(cache.sequences[parent].tokens.count), adding: 1 + below(70))
        }
        cache.start(1 + below(40))
        // Forks of one sequence at one place, as the members of a group are.
        for _ in 0..<4 { cache.fork(0, at: cache.sequences[0].tokens.count, adding: 1 + below(40)) }
        let counts = cache.sequences.map { below(3) == 0 ? 1 + below(min(40, $0.tokens.count)) : 1 }
        let queries = cache.sequences.map { _ in (0..<40 * cache.model.queryWidth).map { _ in cache.uniform() * 4 } }
        let order = cache.sequences.indices.sorted { ($0 * 7) % 13 < ($1 * 7) % 13 }
        let together = attend(cache, order, order.map { counts[$0] }, queries: queries)
        var row = 0
        for index in order {
            let alone = attend(cache, [index], [counts[index]], queries: queries)
            for (offset, found) in alone.enumerated() {
                #expect(together[row] == found, "seed \(seed), sequence \(index), row \(offset)")
                row += 1
            }
            let head = below(cache.model.heads)
            let found = alone.last?.dropFirst(head * shape.dimension) ?? []
            for (value, expected) in zip(found, expected(cache, index, head: head, query: queries[index].prefix(cache.model.queryWidth))) {
                #expect(abs(Double(value) - expected) < 3e-6, "seed \(seed), sequence \(index), head \(head)")
            }
        }
    }
}
