// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

/// Against scipy, statsmodels, scikit-learn and nltk; `scripts/reference-values` wrote the values.
@Suite struct AgreementReferenceTests {
    private struct File: Decodable {
        struct Interval: Decodable {
            var hits: Int
            var count: Int
            var level: Double
            var low: Double
            var high: Double
        }
        struct Pairs: Decodable {
            var first: [Int]
            var second: [Int]
            var kappa: Double
            var standardError: Double
        }
        struct Table: Decodable {
            var counts: [[Int]]
            var kappa: Double
        }
        struct Corrected: Decodable {
            var passes: Int
            var judged: Int
            var hits: Int
            var passing: Int
            var rejected: Int
            var failing: Int
            var theta: Double
            var standardError: Double
        }

        var wilson: [Interval]
        var cohen: [Pairs]
        var fleiss: [Table]
        var corrected: [Corrected]
    }

    private let file: File

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/agreement.json")
        file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
    }

    @Test func `Wilson intervals are those of scipy and statsmodels`() throws {
        #expect(file.wilson.count == 27)
        for known in file.wilson {
            let estimate = try #require(Wilson.share(known.hits, of: known.count, level: known.level))
            let (low, high) = (try #require(estimate.low), try #require(estimate.high))
            #expect(abs(low - known.low) < 1e-9 && abs(high - known.high) < 1e-9, "\(known)")
        }
    }

    @Test func `Cohen's kappa and its error are those of statsmodels, scikit-learn and nltk`() throws {
        #expect(file.cohen.count == 7)
        for known in file.cohen {
            let estimate = try #require(CohenKappa.estimate(zip(known.first, known.second).map { (first: $0, second: $1) }))
            #expect(abs(estimate.value - known.kappa) < 1e-12)
            let low = try #require(estimate.low)
            // Rounding of a variance of 0 is some 1e-8 as an error.
            #expect(abs(low - max(-1, known.kappa - 1.959963984540054 * known.standardError)) < 1e-7)
        }
    }

    @Test func `Fleiss' kappa is that of statsmodels`() throws {
        #expect(file.fleiss.count == 5)
        for known in file.fleiss {
            let kappa = try #require(try FleissKappa.value(known.counts))
            #expect(abs(kappa - known.kappa) < 1e-12)
        }
    }

    @Test func `the corrected share's error is that of numerical derivatives`() throws {
        #expect(file.corrected.count == 18)
        for known in file.corrected {
            let judged = try #require(JudgedShare(passes: known.passes, of: known.judged))
            let calibration = ConfusionCounts.made(known.hits, of: known.passing, known.rejected, of: known.failing)
            guard case .known(let correction) = CorrectedShare(judged: judged, calibration: calibration) else {
                Issue.record("\(known) is undefined")
                continue
            }
            #expect(abs(correction.unclipped - known.theta) < 1e-12 && abs(correction.standardError - known.standardError) < 1e-12, "\(known)")
        }
    }
}
