// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import Testing

/// The fused loops whose derivative the gradient check does not reach, against plain arithmetic.
@Suite struct KernelTests {
    private func numbers(_ count: Int, seed: Int, scale: Double = 4) -> [Float] {
        var stream = RandomKey(seed: UInt64(seed), purpose: .text).stream
        return (0..<count).map { _ in Float((stream.uniform() - 0.5) * 2 * scale) }
    }

    @Test(arguments: [1, 15, 16, 17, 64, 1000]) func softmax(_ count: Int) {
        let x = numbers(count, seed: count, scale: 30)
        var found = x
        hf_softmax(&found, count, 0.7)
        let peak = x.max() ?? 0
        let exponents = x.map { Double($0 - peak) * Double(Float(0.7)) }
        let sum = exponents.reduce(0) { $0 + exp($1) }
        for (index, value) in found.enumerated() {
            // Rounding the exponent to a float costs that much before the exponential is taken.
            let tolerance = (1e-6 - 2.4e-7 * exponents[index]) * exp(exponents[index]) / sum
            #expect(abs(Double(value) - exp(exponents[index]) / sum) <= tolerance + 1e-30, "element \(index)")
        }
    }

    @Test(arguments: [1, 3, 16, 37, 300]) func nucleus(_ count: Int) {
        for seed in 0..<20 {
            var p = numbers(count, seed: seed, scale: 3).map { exp($0) }
            // Equal numbers: of these the first must stay.
            if count > 4 { p[4] = p[2] }
            let sum = p.reduce(0, +)
            p = p.map { $0 / sum }
            let mass = Float(seed + 1) / 21
            let order = p.indices.sorted { p[$0] == p[$1] ? $0 < $1 : p[$0] > p[$1] }
            var kept: Set<Int> = []
            var reached = 0.0
            for index in order where reached < Double(mass) {
                kept.insert(index)
                reached += Double(p[index])
            }
            var found = p
            hf_keep_nucleus(&found, count, mass)
            for index in p.indices { #expect(found[index] == (kept.contains(index) ? p[index] : 0), "seed \(seed), element \(index)") }
        }
    }

    @Test(arguments: [1, 5, 64, 65, 1000]) func draw(_ count: Int) {
        let weights = numbers(count, seed: count).map { max(0, $0) }
        guard weights.contains(where: { $0 > 0 }) else { return }
        let total = weights.reduce(0.0) { $0 + Double($1) }
        for step in 0..<200 {
            let uniform = Double(step) / 200
            var sum = 0.0
            let index = hf_draw(weights, count, uniform, &sum)
            #expect(abs(sum - total) < 1e-9 * total)
            let below = weights[..<index].reduce(0.0) { $0 + Double($1) }
            #expect(weights[index] > 0)
            #expect(below <= uniform * total + 1e-9 && uniform * total <= below + Double(weights[index]) + 1e-9)
        }
    }

    @Test func halfPrecisionNumbersAreRead() {
        let half: [UInt16] = [0x3c00, 0xc000, 0x0001, 0x8000, 0x7bff, 0x7c00, 0x3555]
        var found = [Float](repeating: 0, count: half.count)
        hf_from_half(&found, half, half.count)
        #expect(found == [1, -2, 0x1p-24, 0, 65504, .infinity, 0.33325195])
        let brain: [UInt16] = [0x3f80, 0xc000, 0x7f80, 0x0000, 0x3f81, 0x3f80, 0x3f80]
        hf_from_bfloat16(&found, brain, brain.count)
        #expect(found[..<5] == [1, -2, .infinity, 0, 1.0078125])
        // A tie goes to the even neighbour.
        var rounded = [UInt16](repeating: 0, count: 3)
        hf_to_bfloat16(&rounded, [1.00390625, 1.01171875, 1.005], 3)
        #expect(rounded == [0x3f80, 0x3f82, 0x3f81])
    }
}
