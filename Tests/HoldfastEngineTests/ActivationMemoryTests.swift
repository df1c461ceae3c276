// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

/// The setting that bounds the memory of activations changes what is computed again, and no bit of a gradient.
@Suite struct ActivationMemoryTests {
    private static let shapes = TestModels.variants.map { variant in
        var model = variant
        model.layers = 5
        return model
    }

    private func batch(seed: UInt64) -> TrainingBatch {
        var stream = RandomKey(seed: seed, purpose: .selection).stream
        let sequences = (0..<9).map { index in
            let tokens = TestModels.tokens(5 + Int(stream.next() % 40), seed: 10 * Int(seed) + index)
            var sequence = TrainingSequence(tokens, mask: (1..<tokens.count).map { _ in stream.chance(0.6) })
            sequence.advantages = sequence.mask.map { _ in Float(stream.uniform()) - 0.5 }
            return sequence
        }
        return TrainingBatch(sequences: sequences, temperature: 0.8)
    }

    private func gradients(_ model: ModelConfiguration, bytes: Int, threads: Int, seed: UInt64) async throws -> [String: [Float]] {
        let configuration = EngineConfiguration(threads: threads, microBatchTokens: 60, activationBytes: bytes)
        let server = try TestModels.server(model, configuration: configuration)
        for round in 0..<2 { _ = try await server.accumulate(batch(seed: seed + UInt64(round)), objective: LikelihoodObjective()) }
        return await server.gradients()
    }

    @Test(arguments: shapes, [(1, 0), (2, 60_000), (3, 120_000)] as [(threads: Int, bytes: Int)])
    func gradientsAreTheSameBits(_ model: ModelConfiguration, _ setting: (threads: Int, bytes: Int)) async throws {
        let kept = try await gradients(model, bytes: 1 << 30, threads: setting.threads, seed: 3)
        let again = try await gradients(model, bytes: setting.bytes, threads: setting.threads, seed: 3)
        for (name, values) in kept { #expect(again[name] == values, "\(name), \(setting)") }
    }

    @Test(arguments: shapes) func memoryIsWhatTheBudgetSays(_ model: ModelConfiguration) {
        var micro = MicroBatch()
        micro.append(0, tokens: TestModels.tokens(51, seed: 1), rows: 50) { _ in true }
        for bytes in [0, 40_000, 80_000, 120_000, 160_000, 1 << 20] {
            let budget = ActivationBudget(model, lanes: 1, bytes: bytes, tokens: 50)
            let activations = Activations(model, budget)
            activations.reserve(micro, training: true)
            let layers = activations.layers
            var buffers = layers.map(\.input) + [activations.output]
            for layer in layers {
                let own = [
                    layer.middle, layer.inputScale, layer.middleScale, layer.queryKeyValue, layer.query, layer.key, layer.queryScale,
                    layer.keyScale, layer.attended, layer.logNormalizer, layer.gateUp,
                ]
                buffers += own.filter { buffer in !buffers.contains { $0 === buffer } }
            }
            let shared = activations.shared
            buffers += [shared.normed, shared.activated, shared.residual, shared.queryKeyValue, shared.attended]
            let floats = buffers.reduce(0) { $0 + $1.count }
            #expect(floats == budget.floats(rows: 50, sharing: activations.sharing), "\(bytes) bytes")
            // One layer's memory is the least that there is.
            #expect(4 * floats <= bytes || activations.sharing == model.layers, "\(bytes) bytes")
            activations.release()
            #expect(activations.bytes == 0)
        }
    }

    @Test func theLargestMicroBatchFollowsTheSetting() {
        let model = ModelConfiguration(
            vocabularySize: 4096, hiddenSize: 512, feedForwardSize: 2048, layers: 12, heads: 8, keyValueHeads: 8, contextLength: 1536)
        func budget(_ mebibytes: Int) -> ActivationBudget { ActivationBudget(model, lanes: 2, bytes: mebibytes << 20, tokens: 1024) }
        #expect(budget(2000).rows == 1024)
        #expect(budget(2000).sharingLayers(rows: 1024) == 0)
        #expect((768..<1024).contains(budget(600).rows))
        #expect(budget(400).rows == 768)
        // Seven layers of 768 rows have their own memory, the first five share that of an eighth.
        #expect(budget(400).sharingLayers(rows: 768) == 5)
        #expect(budget(1).sharingLayers(rows: 768) == 12)
    }
}

/// The order in which lanes add to the gradients.
@Suite struct GradientTurnsTests {
    @Test(arguments: 0..<30 as Range<UInt64>) func everyMicroBatchHasAPlaceOfItsOwn(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .shuffle).stream
        let counts = (0..<Int(1 + stream.next() % 4)).map { _ in Int(stream.next() % 5) }
        let places = GradientTurns.places(counts)
        #expect(places.map(\.count) == counts, "seed \(seed)")
        let total = counts.reduce(0, +)
        #expect(places.joined().map(\.before).sorted() == Array(0..<total), "seed \(seed)")
        for (round, members) in (0..<(counts.max() ?? 0)).map({ round in (round, places.filter { $0.count > round }.map { $0[round] }) }) {
            #expect(members.allSatisfy { $0.beforeRound <= $0.before && $0.before < $0.afterRound }, "seed \(seed), round \(round)")
            #expect(members.map(\.before) == members.map(\.before).sorted(), "seed \(seed), round \(round)")
        }
    }

    /// Threads that reach the same addition in any order add in the one order that was dealt.
    @Test(arguments: [false, true]) func additionsFollowThePlaces(endsMeet: Bool) throws {
        let (lanes, turnCount, counts) = (3, 4, [4, 2, 3])
        let threads = try Lanes(count: lanes)
        let turns = try GradientTurns(count: turnCount, endsMeet: endsMeet)
        let places = GradientTurns.places(counts)
        for _ in 0..<50 {
            turns.reset()
            let log = FloatBuffer(count: turnCount * 9)
            let next = FloatBuffer(count: turnCount)
            threads.run { lane in
                for (batch, place) in places[lane].enumerated() {
                    let writer = GradientWriter(log.base, turns, place)
                    for turn in 0..<turnCount {
                        writer.add(to: turn * 9) { row in
                            row[Int(next.base[turn])] = Float(10 * lane + batch)
                            next.base[turn] += 1
                        }
                    }
                }
            }
            for turn in 0..<turnCount {
                let found = (0..<9).map { log.base[turn * 9 + $0] }
                #expect(found == [0, 10, 20, 1, 11, 21, 2, 22, 3], "turn \(turn)")
            }
        }
    }
}
