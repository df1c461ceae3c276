// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

/// How often the 95 % interval of a corrected share holds the true share, over samples drawn from known rates.
@Suite struct CorrectedShareCoverageTests {
    struct Truth: CustomStringConvertible {
        var share: Double
        var sensitivity: Double
        var specificity: Double
        var judged = 400
        var passing: Int
        var failing: Int

        var passes: Double { share * sensitivity + (1 - share) * (1 - specificity) }
        var description: String { "share \(share), s1 \(sensitivity), s0 \(specificity), n \(judged), n1 \(passing), n0 \(failing)" }
    }

    /// As many labels as a careful calibration has.
    static let labelled: [Truth] = [0.2, 0.5, 0.8].flatMap { share in
        [(0.9, 0.9), (0.8, 0.8), (0.96, 0.7), (0.97, 0.95)].flatMap { s1, s0 in
            [(100, 100), (300, 100), (300, 300)].map { Truth(share: share, sensitivity: s1, specificity: s0, passing: $0.0, failing: $0.1) }
        }
    }

    /// Few labels, rates or shares near 1, or a judge that catches half of the bad items.
    static let hard: [Truth] = [0.05, 0.5, 0.95].flatMap { share in
        [(0.9, 0.9), (0.97, 0.95), (0.96, 0.5)].flatMap { s1, s0 in
            [(30, 30), (100, 30)].map { Truth(share: share, sensitivity: s1, specificity: s0, passing: $0.0, failing: $0.1) }
        }
    }

    @Test(arguments: labelled)
    func `the interval holds the truth as often as it says`(truth: Truth) {
        let result = Self.coverage(of: truth, seed: 20)
        #expect(result.undefined == 0)
        #expect((0.93...0.97).contains(result.share), "\(truth), seed 20: \(result.share)")
    }

    /// At the edges it may only err by holding the truth too often: the true share is then close to an end that cannot be passed.
    @Test(arguments: hard)
    func `the interval is never too sure of itself`(truth: Truth) {
        let result = Self.coverage(of: truth, seed: 21)
        #expect(result.share >= 0.93, "\(truth), seed 21: \(result.share), undefined \(result.undefined)")
    }

    /// Why the plain interval is not used: with thirty labels per class it misses the truth several times as often as it says.
    @Test func `theta plus and minus its standard errors would be too sure of itself`() {
        let truth = Truth(share: 0.05, sensitivity: 0.97, specificity: 0.95, passing: 30, failing: 30)
        #expect(Self.coverage(of: truth, seed: 22, plain: true).share < 0.85)
        #expect(Self.coverage(of: truth, seed: 22).share >= 0.93)
    }

    /// The share of 1,000 repetitions whose interval holds the truth, among those that have one.
    private static func coverage(of truth: Truth, seed: UInt64, plain: Bool = false) -> (share: Double, undefined: Int) {
        var random = RandomKey(seed: seed, purpose: .bootstrap).stream
        let draws = [(truth.judged, truth.passes), (truth.passing, truth.sensitivity), (truth.failing, truth.specificity)].map(Binomial.init)
        var held = 0
        var undefined = 0
        for _ in 0..<1_000 {
            let counts = draws.map { $0.draw(from: &random) }
            let judged = JudgedShare(passes: counts[0], of: truth.judged)
            let calibration = ConfusionCounts.made(counts[1], of: truth.passing, counts[2], of: truth.failing)
            guard let judged, case .known(let correction) = CorrectedShare(judged: judged, calibration: calibration) else {
                undefined += 1
                continue
            }
            let reach = 1.959963984540054 * correction.standardError
            if plain ? abs(correction.unclipped - truth.share) <= reach : !correction.estimate.excludes(truth.share) { held += 1 }
        }
        return (Double(held) / Double(1_000 - undefined), undefined)
    }
}

/// A binomial distribution to draw from by its cumulative probabilities: one random number a draw.
private struct Binomial {
    private var cumulative: [Double] = []

    init(count: Int, probability: Double) {
        var sum = 0.0
        for successes in 0...count {
            let ways = lgamma(Double(count + 1)) - lgamma(Double(successes + 1)) - lgamma(Double(count - successes + 1))
            sum += exp(ways + Double(successes) * log(probability) + Double(count - successes) * log(1 - probability))
            cumulative.append(sum)
        }
    }

    func draw(from random: inout RandomStream) -> Int {
        let uniform = random.uniform()
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] < uniform { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
