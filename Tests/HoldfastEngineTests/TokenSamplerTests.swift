// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastEngine

@Suite struct TokenSamplerTests {
    /// Logits that differ by `seed`, about normal.
    static func logits(_ count: Int, seed: Int, scale: Double = 2) -> [Float] {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        return (0..<count).map { _ in Float(scale * ((0..<6).reduce(0.0) { sum, _ in sum + stream.uniform() } - 3)) }
    }

    private func weights(_ logits: [Float], _ parameters: SamplingParameters) -> [Double] {
        var row = logits
        TokenSampler.weigh(&row, vocabulary: row.count, parameters: parameters)
        let sum = row.reduce(0.0) { $0 + Double($1) }
        return row.map { Double($0) / sum }
    }

    private func draw(
        _ logits: [Float], _ parameters: SamplingParameters, prompt: [Int32] = [], output: [Int32] = [], uniform: Double = 0.5
    ) throws -> TokenSampler.Draw {
        var row = logits
        var penalties = TokenPenalties(parameters, prompt: prompt, room: output.count)
        for token in output { penalties?.append(token) }
        return try #require(
            TokenSampler.draw(&row, vocabulary: row.count, parameters: parameters, penalties: &penalties, uniform: uniform))
    }

    /// Of probabilities .4, .3, .2, .1 in some order; what is kept, and at which probabilities.
    private static let cuts: [(parameters: SamplingParameters, expected: [Double])] = [
        (SamplingParameters(topK: 2), [0, 0.4 / 0.7, 0, 0.3 / 0.7]), (SamplingParameters(topK: 1), [0, 1, 0, 0]),
        (SamplingParameters(topK: 4), [0.2, 0.4, 0.1, 0.3]), (SamplingParameters(topK: 9), [0.2, 0.4, 0.1, 0.3]),
        (SamplingParameters(topP: 0.65), [0, 0.4 / 0.7, 0, 0.3 / 0.7]), (SamplingParameters(topP: 0.001), [0, 1, 0, 0]),
        (SamplingParameters(minP: 0.6), [0, 0.4 / 0.7, 0, 0.3 / 0.7]), (SamplingParameters(minP: 1), [0, 1, 0, 0]),
        // The nucleus is one of what top-k left: .5 of .7 is less than .4, .6 of it is more.
        (SamplingParameters(topP: 0.5, topK: 2), [0, 1, 0, 0]), (SamplingParameters(topP: 0.6, topK: 2), [0, 0.4 / 0.7, 0, 0.3 / 0.7]),
        // Min-p comes after the nucleus and takes from it.
        (SamplingParameters(topP: 0.85, minP: 0.7), [0, 0.4 / 0.7, 0, 0.3 / 0.7]),
        (SamplingParameters(temperature: 0.5, topK: 2), [0, 0.16 / 0.25, 0, 0.09 / 0.25]),
    ]

    @Test(arguments: cuts.indices)
    func `what is kept, and how likely it is`(_ index: Int) {
        let (parameters, expected) = Self.cuts[index]
        let found = weights([0.2, 0.4, 0.1, 0.3].map { Float(log($0)) }, parameters)
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-6, "\(found)") }
    }

    private static let ties: [(parameters: SamplingParameters, expected: [Double])] = [
        (SamplingParameters(topK: 2), [0.5, 0.5, 0, 0, 0]), (SamplingParameters(topP: 0.5), [1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 0]),
        (SamplingParameters(minP: 1), [0.2, 0.2, 0.2, 0.2, 0.2]),
    ]

    @Test(arguments: ties.indices)
    func `of equals the lower ids stay`(_ index: Int) {
        let (parameters, expected) = Self.ties[index]
        #expect(zip(weights([1, 1, 1, 1, 1], parameters), expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(arguments: 0..<20) func `the default draws what it always drew, to the bit`(seed: Int) throws {
        let logits = Self.logits(3 + 71 * seed, seed: seed)
        let uniform = Double(seed) / 20
        var row = logits
        hf_softmax(&row, row.count, 1)
        var sum = 0.0
        let token = hf_draw(row, row.count, uniform, &sum)
        let found = try draw(logits, SamplingParameters(), uniform: uniform)
        #expect(found.token == Int32(token))
        #expect(found.logprob == Float(log(Double(row[token]) / sum)))
        #expect(found.modelLogprob == nil)
    }

    private static let penalized: [(parameters: SamplingParameters, output: [Int32], expected: [Float])] = [
        // Positive logits are divided, others multiplied; prompt and output count once.
        (SamplingParameters(repetitionPenalty: 2), [1, 3], [1, -4, 0.5, 1.5, -0.5]),
        (SamplingParameters(presencePenalty: 0.5), [1, 3, 3], [2, -2.5, 0.5, 2.5, -0.5]),
        (SamplingParameters(frequencyPenalty: 0.5), [1, 3, 3], [2, -2.5, 0.5, 2, -0.5]),
        (SamplingParameters(presencePenalty: -1), [1, 3, 3], [2, -1, 0.5, 4, -0.5]),
        // All three: repetition first.
        (SamplingParameters(repetitionPenalty: 2, presencePenalty: 0.25, frequencyPenalty: 0.5), [1, 3, 3], [1, -4.75, 0.5, 0.25, -0.5]),
    ]

    @Test(arguments: penalized.indices)
    func `what penalties do to logits`(_ index: Int) throws {
        let (parameters, output, expected) = Self.penalized[index]
        let (logits, prompt): ([Float], [Int32]) = ([2, -2, 0.5, 3, -0.5], [0, 1])
        var penalties = try #require(TokenPenalties(parameters, prompt: prompt, room: 0))
        for token in output { penalties.append(token) }
        var row = logits
        penalties.apply(to: &row, vocabulary: row.count)
        #expect(row == expected)
        for token in logits.indices { #expect(penalties.change(of: Int32(token)) == expected[token] - logits[token]) }
        // Greedy takes the largest of these.
        var greedy = parameters
        greedy.temperature = 0
        let drawn = try draw(logits, greedy, prompt: prompt, output: output)
        #expect(Int(drawn.token) == expected.firstIndex(of: expected.max()!))
        #expect(drawn.logprob == 0 && drawn.modelLogprob == nil)
    }

    private static let shapes: [SamplingParameters] = [
        SamplingParameters(temperature: 0.7, topP: 0.8), SamplingParameters(temperature: 1.3, topK: 5), SamplingParameters(minP: 0.2),
        SamplingParameters(temperature: 0.3, repetitionPenalty: 1.4), SamplingParameters(presencePenalty: 1.5, frequencyPenalty: 0.3),
        SamplingParameters(
            temperature: 0.9, topP: 0.9, topK: 30, minP: 0.05, repetitionPenalty: 0.8, presencePenalty: -1, frequencyPenalty: 0.5),
        SamplingParameters(temperature: 0.01, topK: 3, repetitionPenalty: 3, presencePenalty: -2),
    ]

    /// Both log-probabilities against their definitions in double precision.
    @Test(arguments: shapes, 0..<12) func `log-probabilities of the sampler and of the model`(_ parameters: SamplingParameters, seed: Int) throws {
        let logits = Self.logits(90 + seed, seed: seed)
        let prompt = (0..<20).map { Int32(($0 * 7 + seed) % 60) }
        let output = (0..<9).map { Int32(($0 * 5 + seed) % 30) }
        let drawn = try draw(logits, parameters, prompt: prompt, output: output, uniform: Double(seed) / 12)
        func normalized(_ z: [Double]) -> [Double] {
            let scaled = z.map { $0 / Double(parameters.temperature) }
            let peak = scaled.max()!
            let total = scaled.reduce(0) { $0 + exp($1 - peak) }
            return scaled.map { $0 - peak - log(total) }
        }
        let model = normalized(logits.map(Double.init))
        #expect(abs(Double(try #require(drawn.modelLogprob)) - model[Int(drawn.token)]) < 2e-5 + 1e-6 * abs(model[Int(drawn.token)]), "seed \(seed)")

        var penalized = logits.map(Double.init)
        for token in Set(prompt + output) {
            let logit = penalized[Int(token)]
            let repetition = Double(parameters.repetitionPenalty)
            let count = Double(output.count { $0 == token })
            penalized[Int(token)] =
                (logit > 0 ? logit / repetition : logit * repetition) - count * Double(parameters.frequencyPenalty)
                - (count > 0 ? Double(parameters.presencePenalty) : 0)
        }
        let likeliest = normalized(penalized).enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
        var kept = likeliest.map { ($0.offset, exp($0.element)) }
        func renormalize() {
            let total = kept.reduce(0) { $0 + $1.1 }
            kept = kept.map { ($0.0, $0.1 / total) }
        }
        if parameters.topK > 0 { kept = Array(kept.prefix(parameters.topK)) }
        renormalize()
        var mass = 0.0
        kept = kept.filter { entry in
            defer { mass += entry.1 }
            return mass < Double(parameters.topP) - 1e-9
        }
        kept = kept.filter { $0.1 >= Double(parameters.minP) * kept[0].1 }
        renormalize()
        let expected = try #require(kept.first { $0.0 == Int(drawn.token) }, "seed \(seed): drew \(drawn.token), which is not kept").1
        #expect(abs(Double(drawn.logprob) - log(expected)) < 2e-5, "seed \(seed)")
    }

    /// Pearson's statistic of 20000 draws under its 99.99 % quantile (Wilson and Hilferty's approximation).
    @Test(arguments: shapes) func `draws follow the distribution that is reported`(_ parameters: SamplingParameters) throws {
        let logits = Self.logits(40, seed: 3, scale: 1)
        let (prompt, output) = ([Int32](0..<10), [Int32]([3, 3, 12]))
        var row = logits
        if var penalties = TokenPenalties(parameters, prompt: prompt, room: 0) {
            for token in output { penalties.append(token) }
            penalties.apply(to: &row, vocabulary: row.count)
        }
        let expected = weights(row, parameters)
        let count = 20000
        var found = [Int](repeating: 0, count: logits.count)
        var stream = RandomKey(seed: 17, purpose: .sampling).stream
        for _ in 0..<count {
            let drawn = try draw(logits, parameters, prompt: prompt, output: output, uniform: stream.uniform())
            found[Int(drawn.token)] += 1
        }
        var (statistic, cells, rest, restFound) = (0.0, 0, 0.0, 0)
        for (probability, seen) in zip(expected, found) {
            #expect(probability > 0 || seen == 0)
            if probability * Double(count) < 5 {
                rest += probability
                restFound += seen
            } else {
                let wanted = probability * Double(count)
                statistic += (Double(seen) - wanted) * (Double(seen) - wanted) / wanted
                cells += 1
            }
        }
        if rest * Double(count) >= 5 {
            let wanted = rest * Double(count)
            statistic += (Double(restFound) - wanted) * (Double(restFound) - wanted) / wanted
            cells += 1
        }
        let freedom = Double(max(1, cells - 1))
        let quantile = freedom * pow(1 - 2 / (9 * freedom) + 3.719 * (2 / (9 * freedom)).squareRoot(), 3)
        #expect(statistic < quantile, "\(statistic) with \(cells) cells")
    }

    @Test func `logits that are not finite are never drawn from`() {
        for parameters in Self.shapes + [SamplingParameters(temperature: 0)] {
            for broken in [Float.nan, .infinity] {
                var row = Self.logits(50, seed: 1)
                row[7] = broken
                var penalties = TokenPenalties(parameters, prompt: [1, 7], room: 0)
                #expect(
                    TokenSampler.draw(&row, vocabulary: row.count, parameters: parameters, penalties: &penalties, uniform: 0.3) == nil
                        || (parameters.temperature == 0 && broken.isNaN))
            }
        }
    }

    @Test(arguments: [1, 3, 8, 200]) func `the largest, in falling order and equals by their place`(most: Int) {
        for seed in 0..<20 {
            let weights = Self.logits(100 + seed, seed: seed).map { max(0, ($0 * 4).rounded() / 4) }
            var (indices, values) = ([Int32](repeating: -1, count: most), [Float](repeating: -1, count: most))
            let found = hf_largest(&indices, &values, weights, weights.count, most)
            let expected = weights.indices.filter { weights[$0] > 0 }.sorted { (weights[$1], $0) < (weights[$0], $1) }.prefix(most)
            #expect(indices[..<found].map(Int.init) == Array(expected), "seed \(seed)")
            #expect(Array(values[..<found]) == expected.map { weights[$0] }, "seed \(seed)")
        }
    }
}
