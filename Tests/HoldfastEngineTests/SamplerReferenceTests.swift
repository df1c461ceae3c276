// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// The sampler against transformers' own logits processors.
@Suite(.enabled(if: ArchitectureReferences.python != nil, "no Python with torch and transformers; set HOLDFAST_PYTHON to one"))
struct SamplerReferenceTests {
    private struct Case: Codable {
        var logits: [Float]
        var seen: [Int32]
        var temperature: Float
        var topK: Int
        var topP: Float
        var minP: Float
        var repetition: Float
    }

    private static let script = """
        import json, sys, torch
        from transformers.generation.logits_process import (
            LogitsProcessorList, MinPLogitsWarper, RepetitionPenaltyLogitsProcessor, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper)
        found = []
        for case in json.load(sys.stdin):
            steps = LogitsProcessorList([RepetitionPenaltyLogitsProcessor(float(case["repetition"])), TemperatureLogitsWarper(float(case["temperature"]))])
            if case["topK"]: steps.append(TopKLogitsWarper(case["topK"]))
            if case["topP"] < 1: steps.append(TopPLogitsWarper(case["topP"]))
            if case["minP"]: steps.append(MinPLogitsWarper(case["minP"]))
            scores = steps(torch.tensor([case["seen"]]), torch.tensor([case["logits"]], dtype=torch.float64))
            found.append(torch.softmax(scores[0], -1).tolist())
        json.dump(found, sys.stdout)
        """

    @Test func `kept sets and probabilities are those of transformers`() throws {
        let python = try #require(ArchitectureReferences.python)
        var cases: [Case] = []
        for seed in 0..<240 {
            let shape = seed % 8
            cases.append(
                Case(
                    logits: TokenSamplerTests.logits([30, 257, 1000][seed % 3], seed: seed), seen: (0..<25).map { Int32(($0 * 11 + seed) % 30) },
                    temperature: [1, 0.6, 1.5][seed / 3 % 3], topK: [1, 4, 5].contains(shape) ? 1 + seed % 20 : 0,
                    topP: [2, 4, 6].contains(shape) ? 0.3 + 0.05 * Float(seed % 13) : 1,
                    minP: [3, 5, 6].contains(shape) ? 0.02 + 0.03 * Float(seed % 9) : 0, repetition: shape == 7 || shape == 4 ? 1.3 : 1))
        }
        let input = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let expected = try JSONDecoder().decode([[Double]].self, from: Data(python.run(Self.script, input: input).utf8))
        try #require(expected.count == cases.count)
        var worst = 0.0
        for (index, this) in cases.enumerated() {
            let parameters = SamplingParameters(
                temperature: this.temperature, topP: this.topP, topK: this.topK, minP: this.minP, repetitionPenalty: this.repetition)
            var row = this.logits
            var penalties = TokenPenalties(parameters, prompt: this.seen, room: 0)
            penalties?.apply(to: &row, vocabulary: row.count)
            TokenSampler.weigh(&row, vocabulary: row.count, parameters: parameters)
            let sum = row.reduce(0.0) { $0 + Double($1) }
            #expect(row.map { $0 > 0 } == expected[index].map { $0 > 0 }, "case \(index): \(parameters)")
            worst = max(worst, zip(row, expected[index]).map { abs(Double($0) / sum - $1) }.max() ?? .infinity)
        }
        print("\(cases.count) distributions, off by \(worst); kept of each, at least \(expected.map { $0.count { $0 > 0 } }.min() ?? 0)")
        #expect(worst < 1e-6)
    }
}
