// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct DistributionDistanceTests {
    @Test func `equal distributions are at no distance whatever their totals, and disjoint ones as far as can be`() {
        let (first, second) = ([1.0, 2, 1, 0], [2.0, 4, 2, 0])
        #expect(DistributionDistance.totalVariation(first, second) == 0 && DistributionDistance.jensenShannon(first, second) == 0)
        #expect(DistributionDistance.wasserstein(first, second) == 0 && DistributionDistance.dice(first, second) == 2.0 / 3)
        let (left, right) = ([3.0, 0, 0], [0.0, 0, 5])
        #expect(DistributionDistance.totalVariation(left, right) == 1 && DistributionDistance.jensenShannon(left, right) == 1)
        #expect(DistributionDistance.wasserstein(left, right) == 2 && DistributionDistance.dice(left, right) == 0)
        #expect(DistributionDistance.fromUniform([2, 2, 2, 2]) == 0 && DistributionDistance.fromUniform([4, 0]) == log(2))
    }

    @Test func `distances are symmetric and none is had of nothing`() {
        for seed in 0..<20 as Range<UInt64> {
            var random = RandomKey(seed: seed, purpose: .selection).stream
            let first = (0..<6).map { _ in Double(random.next() % 9) } + [1]
            let second = (0..<6).map { _ in Double(random.next() % 9) } + [1]
            for distance in [DistributionDistance.totalVariation, DistributionDistance.jensenShannon] {
                #expect(distance(first, second) == distance(second, first), "seed \(seed)")
            }
        }
        #expect(DistributionDistance.totalVariation([0, 0], [1, 0]) == nil && DistributionDistance.jensenShannon([1], [1, 0]) == nil)
        #expect(DistributionDistance.dice([0], [0]) == nil && DistributionDistance.fromUniform([0, 0]) == nil)
        #expect(Entropy.millerMadow([]) == nil && MutualInformation([[0, 0]]) == nil && JointTableError([[0]], reference: [[1]]) == nil)
    }

    @Test func `mutual information is 0 on average where nothing depends, after what chance gives`() throws {
        var (plugIn, expected, corrected) = (0.0, 0.0, 0.0)
        for seed in 0..<200 as Range<UInt64> {
            var random = RandomKey(seed: seed, purpose: .selection).stream
            var table = [[Double]](repeating: [Double](repeating: 0, count: 3), count: 10)
            for row in 0..<10 { for _ in 0..<6 { table[row][Int(random.next() % 3)] += 1 } }
            let found = try #require(MutualInformation(table))
            plugIn += found.plugIn / 200
            expected += found.expected / 200
            corrected += found.millerMadow / 200
        }
        #expect(abs(plugIn - expected) < 0.01 && plugIn > 0.1)
        // Miller's and Madow's correction takes most of the bias, not all: it counts only what occurs.
        #expect(abs(corrected) < plugIn / 2, "\(corrected) of \(plugIn)")
        let known = try #require(MutualInformation([[5, 0], [0, 5]]))
        #expect(abs(known.plugIn - log(2)) < 1e-12 && known.columnEntropy == log(2))
    }

    @Test func `calibration error weighs bins by the reference`() {
        func bin(_ referenceHits: Double, _ referenceCount: Double, _ hits: Double, _ count: Double) -> BinnedCalibration.Bin {
            BinnedCalibration.Bin(referenceHits: referenceHits, referenceCount: referenceCount, hits: hits, count: count)
        }
        // Differences of 0.5 and 0.1, weights 1/4 and 3/4; a bin that one side lacks does not count.
        let error = BinnedCalibration(bins: [bin(0, 10, 2, 4), bin(27, 30, 4, 5), bin(5, 5, 0, 0), bin(0, 0, 1, 1)]).error
        #expect(abs((error ?? 0) - (0.25 * 0.5 + 0.75 * 0.1)) < 1e-12)
        #expect(BinnedCalibration(bins: [bin(5, 5, 0, 0)]).error == nil)
    }

    @Test func `coverage without a point is that of the others`() throws {
        var random = RandomKey(seed: 3, purpose: .selection).stream
        let points = (0..<9).map { _ in [random.uniform(), random.uniform()] }
        let all = try #require(SupportCoverage(points, probes: 200))
        for left in points.indices {
            var rest = points
            rest.remove(at: left)
            let other = try #require(SupportCoverage(rest, probes: 200))
            #expect(all.coverageLeftOut(within: 0.15)[left] == other.coverage(within: 0.15))
            #expect(all.dispersionLeftOut[left] == other.dispersion && all.smallestDistanceLeftOut[left] == other.smallestDistance)
            #expect(abs(all.meanDistanceLeftOut[left] - other.meanDistance) < 1e-12)
        }
        #expect(SupportCoverage([[0.5]]) == nil && HaltonPoints.first(3, axes: 13).isEmpty)
    }
}
