// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

/// Against scipy, statsmodels and scikit-learn; `scripts/reference-values` wrote the values.
@Suite struct PopulationReferenceValuesTests {
    private struct File: Decodable {
        struct Variance: Decodable {
            var groups: [[Double]]
            var meanSquareBetween, meanSquareWithin, size, statistic, probability, between, correlation, low, high: Double
        }
        struct F: Decodable { var x, above, below, cumulative, exceeding, quantile: Double }
        struct Information: Decodable {
            var table: [[Double]]
            var plugIn, millerMadow, expected, columnEntropy, columnEntropyMillerMadow: Double
        }
        struct Distances: Decodable {
            var first, second, positions: [Double]
            var totalVariation, jensenShannon, dice, wasserstein, wassersteinPositions, fromUniform: Double
        }
        struct Joint: Decodable {
            var simulated, reference: [[Double]]
            var totalVariation, totalAbsolute, rootMeanSquare, informationDifference: Double
        }
        struct Multiple: Decodable { var probabilities, holm, benjaminiHochberg: [Double] }
        struct Logistic: Decodable {
            var features: [[Double]]
            var labels: [Bool]
            var strength: Double
            var coefficients: [Double]
            var intercept: Double
            var probabilities: [Double]
        }
        struct Coverage: Decodable {
            var points: [[Double]]
            var probes: Int
            var lastProbe: [Double]
            var radius, coverage, dispersion, meanDistance, smallestDistance: Double
        }
        struct Binomial: Decodable {
            var hits, count: Int
            var low, high: Double
        }

        var variance: [Variance]
        var f: [F]
        var information: [Information]
        var distances: [Distances]
        var joint: [Joint]
        var multiple: [Multiple]
        var logistic: [Logistic]
        var coverage: [Coverage]
        var binomial: [Binomial]
    }

    private let file: File

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/population.json")
        file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
    }

    /// Whether all pairs agree to a millionth of their size, or of 1 where they are smaller.
    private func agree(_ pairs: (Double?, Double)..., line: Int = #line) -> Bool {
        pairs.allSatisfy { found, known in found.map { abs($0 - known) <= 1e-6 * max(1, abs(known)) } ?? false }
    }

    @Test func `the variance split is that of statsmodels' analysis of variance, and its interval that of scipy's F`() throws {
        #expect(file.variance.count == 6)
        for known in file.variance {
            let split = try #require(VarianceSplit(known.groups))
            let interval = try #require(split.interval())
            #expect(
                agree(
                    (split.meanSquareBetween, known.meanSquareBetween), (split.meanSquareWithin, known.meanSquareWithin),
                    (split.effectiveSize, known.size), (split.statistic, known.statistic), (split.probability, known.probability),
                    (split.between, known.between), (split.correlation, known.correlation), (interval.low, known.low), (interval.high, known.high)),
                "\(known)")
        }
    }

    @Test func `F is that of scipy, also far out`() {
        #expect(file.f.count == 42)
        for known in file.f {
            #expect(
                agree(
                    (FDistribution.cumulative(known.x, known.above, known.below), known.cumulative),
                    (FDistribution.exceeding(known.x, known.above, known.below), known.exceeding),
                    (FDistribution.quantile(0.975, known.above, known.below), known.quantile)), "\(known)")
        }
    }

    @Test func `exact intervals of shares are those of scipy`() throws {
        #expect(file.binomial.count == 6)
        for known in file.binomial {
            let interval = try #require(ClopperPearson.interval(Double(known.hits), of: Double(known.count)))
            #expect(agree((interval.low, known.low), (interval.high, known.high)), "\(known)")
        }
    }

    @Test func `mutual information and what chance gives are those of scikit-learn`() throws {
        #expect(file.information.count == 6)
        for known in file.information {
            let found = try #require(MutualInformation(known.table))
            #expect(
                agree(
                    (found.plugIn, known.plugIn), (found.millerMadow, known.millerMadow), (found.expected, known.expected),
                    (found.columnEntropy, known.columnEntropy), (found.columnEntropyMillerMadow, known.columnEntropyMillerMadow)), "\(known)")
        }
    }

    @Test func `distances of distributions are those of scipy`() {
        #expect(file.distances.count == 10)
        for known in file.distances {
            let (first, second) = (known.first, known.second)
            #expect(
                agree(
                    (DistributionDistance.totalVariation(first, second), known.totalVariation),
                    (DistributionDistance.jensenShannon(first, second), known.jensenShannon), (DistributionDistance.dice(first, second), known.dice),
                    (DistributionDistance.wasserstein(first, second), known.wasserstein),
                    (DistributionDistance.wasserstein(first, second, positions: known.positions), known.wassersteinPositions),
                    (DistributionDistance.fromUniform(first), known.fromUniform)), "\(known)")
        }
    }

    @Test func `errors of joint tables are those of scipy`() throws {
        #expect(file.joint.count == 3)
        for known in file.joint {
            let found = try #require(JointTableError(known.simulated, reference: known.reference))
            #expect(
                agree(
                    (found.totalVariation, known.totalVariation), (found.totalAbsolute, known.totalAbsolute),
                    (found.rootMeanSquare, known.rootMeanSquare), (found.informationDifference, known.informationDifference)), "\(known)")
        }
    }

    @Test func `adjusted probabilities are those of statsmodels`() {
        #expect(file.multiple.count == 4)
        for known in file.multiple {
            let holm = MultipleTests.holm(known.probabilities)
            let rate = MultipleTests.benjaminiHochberg(known.probabilities)
            #expect(zip(holm, known.holm).allSatisfy { abs($0 - $1) < 1e-12 } && holm.count == known.holm.count, "\(known)")
            #expect(zip(rate, known.benjaminiHochberg).allSatisfy { abs($0 - $1) < 1e-12 } && rate.count == holm.count, "\(known)")
        }
    }

    @Test func `logistic regression is that of scikit-learn`() throws {
        #expect(file.logistic.count == 5)
        for known in file.logistic {
            let model = try #require(LogisticRegression(known.features, labels: known.labels, strength: known.strength))
            #expect(model.coefficients.count == known.coefficients.count)
            for (found, wanted) in zip(model.coefficients, known.coefficients) { #expect(agree((found, wanted)), "\(found) is not \(wanted)") }
            #expect(agree((model.intercept, known.intercept)))
            for (row, wanted) in zip(known.features, known.probabilities) { #expect(agree((model.probability(of: row), wanted))) }
        }
    }

    @Test func `coverage is that of scipy's Halton points and distances`() throws {
        #expect(file.coverage.count == 4)
        for known in file.coverage {
            let found = try #require(SupportCoverage(known.points, probes: known.probes))
            let probes = HaltonPoints.first(known.probes, axes: known.lastProbe.count)
            for (coordinate, wanted) in zip(try #require(probes.last), known.lastProbe) { #expect(agree((coordinate, wanted))) }
            #expect(
                agree(
                    (found.coverage(within: known.radius), known.coverage), (found.dispersion, known.dispersion),
                    (found.meanDistance, known.meanDistance), (found.smallestDistance, known.smallestDistance)), "\(known.points.count) points")
        }
    }
}
