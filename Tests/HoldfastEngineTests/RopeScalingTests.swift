// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEngine

@Suite struct RopeScalingTests {
    private func model(_ scaling: RopeScaling?) -> ModelConfiguration {
        ModelConfiguration(
            vocabularySize: 7, hiddenSize: 128, feedForwardSize: 6, layers: 1, heads: 1, keyValueHeads: 1, contextLength: 16, ropeTheta: 500_000,
            ropeScaling: scaling)
    }

    /// Llama 3.1's numbers, computed by its rule in double precision: high, middle and low frequencies.
    @Test(arguments: [
        (0, 1), (16, 0.0376060309309), (28, 0.00321144599475), (29, 0.0021665707635), (31, 0.00085675141292), (33, 0.000312693750384),
        (35, 9.55621235396e-05), (36, 7.78465527393e-05), (48, 6.64786987118e-06), (63, 3.06892598891e-07),
    ]) func `Llama 3 keeps high frequencies and divides low ones`(_ pair: Int, _ expected: Double) {
        let scaling = RopeScaling.llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 8192)
        let found = RotaryTables.frequencies(model(scaling))
        #expect(found.count == 64)
        #expect(abs(Double(found[pair]) - expected) < 1e-7 * expected, "\(found[pair])")
    }

    @Test func `linear scaling divides every frequency`() {
        let (plain, scaled) = (RotaryTables.frequencies(model(nil)), RotaryTables.frequencies(model(.linear(factor: 4))))
        #expect(scaled == plain.map { $0 / 4 })
    }

    @Test(arguments: [
        RopeScaling.linear(factor: 0), .linear(factor: .nan),
        .llama3(factor: 8, lowFrequencyFactor: 4, highFrequencyFactor: 4, originalContextLength: 64),
        .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 0),
    ]) func `numbers that cannot be are refused`(_ scaling: RopeScaling) {
        #expect(throws: HoldfastError.self) { try model(scaling).validate() }
    }
}
