// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct SaturatingFitTests {
    private static func points(_ count: Int, _ value: (Double) -> Double) -> (t: [Double], v: [Double], weights: [Double]) {
        let t = (0..<count).map(Double.init)
        return (t, t.map(value), t.map { _ in 1 })
    }

    private static func fit(_ points: (t: [Double], v: [Double], weights: [Double])) throws -> SaturatingFit {
        try #require(SaturatingFit(t: points.t, v: points.v, weights: points.weights))
    }

    @Test func `a curve without noise is found again`() throws {
        for (start, level, rate) in [(0.1, 0.4, 0.7), (0.5, 0.1, 0.2), (0.0, 1.0, 1.5), (0.02, 0.05, 2.8)] {
            let fit = try Self.fit(Self.points(12) { start + (level - start) * (1 - exp(-rate * $0)) })
            #expect(abs(fit.start - start) < 1e-9 && abs(fit.level - level) < 1e-9 && abs(fit.rate - rate) < 1e-7, "\(fit)")
            #expect(fit.shape == .curved && abs(fit.halfLife - log(2) / rate) < 1e-6 && fit.squares < 1e-16)
            #expect(abs(fit.value(at: fit.halfLife) - (start + level) / 2) < 1e-9)
        }
    }

    @Test func `points that show no rate say so`() throws {
        #expect(try Self.fit(Self.points(8) { _ in 0.3 }).shape == .flat)
        #expect(try Self.fit(Self.points(8) { _ in 0 }).shape == .flat)
        #expect(try Self.fit(Self.points(8) { 0.05 + 0.05 * $0 }).shape == .straight)
        // The longer the faster: no saturating curve bends that way.
        #expect(try Self.fit(Self.points(8) { 0.01 * $0 * $0 }).shape == .straight)
        #expect(try Self.fit(Self.points(8) { $0 == 0 ? 0.1 : 0.4 }).shape == .step)
    }

    @Test func `fewer than four places have no fit, and points without weight are no places`() {
        let points = Self.points(6) { 0.1 * $0 }
        #expect(SaturatingFit(t: [0, 1, 2], v: [0, 0.1, 0.2], weights: [1, 1, 1]) == nil)
        #expect(SaturatingFit(t: points.t, v: points.v, weights: [1, 0, 0, 1, 1, 0]) == nil)
        #expect(SaturatingFit(t: points.t, v: points.v, weights: [1, 0, 2, 1, 1, 0]) != nil)
    }

    /// No pair of start and level in 0...1 and no rate of a fine grid is better.
    @Test(arguments: 1...12)
    func `nothing within the bounds is better`(seed: UInt64) throws {
        var random = RandomKey(seed: seed, purpose: .bootstrap).stream
        let t = (0..<8).map(Double.init)
        let (v, weights) = (t.map { _ in random.uniform() }, t.map { _ in 1 + 9 * random.uniform() })
        let fit = try #require(SaturatingFit(t: t, v: v, weights: weights))
        var best = Double.infinity
        for step in 0...60 {
            let rate = 0.01 * pow(700, Double(step) / 60)
            for start in stride(from: 0, through: 1, by: 0.04) {
                for level in stride(from: 0, through: 1, by: 0.04) {
                    let squares = t.indices.reduce(0.0) {
                        let distance = v[$1] - (start + (level - start) * (1 - exp(-rate * t[$1])))
                        return $0 + weights[$1] * distance * distance
                    }
                    best = min(best, squares)
                }
            }
        }
        #expect(fit.squares <= best, "seed \(seed): \(fit), the grid has \(best)")
        #expect((0...1).contains(fit.start) && (0...1).contains(fit.level) && SaturatingFit.usualRates.contains(fit.rate), "seed \(seed)")
    }

    @Test func `errors are for fits within their bounds`() throws {
        let points = Self.points(12) { 0.1 + 0.3 * (1 - exp(-0.5 * $0)) + 0.01 * cos(9 * $0) }
        let fit = try Self.fit(points)
        let errors = try #require(fit.errors(t: points.t, weights: points.weights))
        #expect(errors.rate > 0 && abs(errors.halfLife - fit.halfLife * errors.rate / fit.rate) < 1e-12)
        let straight = Self.points(8) { 0.05 + 0.05 * $0 }
        #expect(try Self.fit(straight).errors(t: straight.t, weights: straight.weights) == nil)
    }
}
