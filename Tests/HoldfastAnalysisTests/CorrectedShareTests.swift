// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct CorrectedShareTests {
    /// A judge that passes 90 of 100 good and 20 of 100 bad items passed 55 of 100: theta is .35 / .7.
    @Test func `the share and its delta-method error by hand`() throws {
        let judged = try #require(JudgedShare(passes: 55, of: 100))
        let corrected = CorrectedShare(judged: judged, calibration: .made(90, of: 100, 80, of: 100))
        guard case .known(let correction) = corrected else {
            Issue.record("\(corrected)")
            return
        }
        #expect(abs(correction.estimate.value - 0.5) < 1e-12)
        let variance = (0.55 * 0.45 / 100 + 0.25 * 0.9 * 0.1 / 100 + 0.25 * 0.8 * 0.2 / 100) / 0.49
        #expect(abs(correction.standardError - variance.squareRoot()) < 1e-12)
        #expect(correction.estimate.observations == 100)
        #expect(!correction.estimate.excludes(0.5) && correction.estimate.excludes(0.2) && correction.estimate.excludes(0.8))
    }

    @Test(
        arguments: [
            ("no passing labels", ConfusionCounts.made(0, of: 0, 5, of: 10), .noPassingLabels),
            ("no failing labels", .made(5, of: 10, 0, of: 0), .noFailingLabels),
            ("a coin", .made(5, of: 10, 5, of: 10), .uninformativeJudge),
            ("passes everything", .made(10, of: 10, 0, of: 10), .uninformativeJudge),
            ("worse than a coin", .made(4, of: 10, 3, of: 10), .uninformativeJudge),
        ] as [(String, ConfusionCounts, CorrectedShare.Reason)])
    func `what cannot be inferred says why`(name: String, calibration: ConfusionCounts, reason: CorrectedShare.Reason) throws {
        let judged = try #require(JudgedShare(passes: 5, of: 10))
        let corrected = CorrectedShare(judged: judged, calibration: calibration)
        #expect(corrected == .undefined(reason), "\(name)")
        #expect(corrected.estimate == nil)
    }

    @Test func `a share beyond what the rates allow is clipped and kept`() throws {
        let judged = try #require(JudgedShare(passes: 1, of: 100))
        guard case .known(let correction) = CorrectedShare(judged: judged, calibration: .made(45, of: 50, 45, of: 50)) else {
            Issue.record("undefined")
            return
        }
        #expect(correction.estimate.value == 0 && correction.estimate.low == 0 && abs(correction.unclipped + 0.1125) < 1e-12)
    }

    @Test func `a perfect judge leaves the share as it is, and less sure than it seems`() throws {
        let judged = try #require(JudgedShare(passes: 30, of: 40))
        let estimate = try #require(CorrectedShare(judged: judged, calibration: .made(20, of: 20, 20, of: 20)).estimate)
        #expect(estimate.value == 0.75)
        let uncorrected = try #require(Wilson.share(30, of: 40))
        let (low, naive) = (try #require(estimate.low), try #require(uncorrected.low))
        #expect(low < naive)
    }

    @Test func `the variance of dependent items makes them fewer`() throws {
        let clustered = try #require(JudgedShare(share: 0.5, variance: 0.25 / 25, clusters: 10, observations: 100))
        #expect(clustered.effectiveCount == 25 && abs(clustered.variance - 0.01) < 1e-15)
        let calibration = ConfusionCounts.made(90, of: 100, 90, of: 100)
        let wide = try #require(CorrectedShare(judged: clustered, calibration: calibration).estimate)
        let independent = try #require(JudgedShare(passes: 50, of: 100))
        let narrow = try #require(CorrectedShare(judged: independent, calibration: calibration).estimate)
        let (low, high) = (try #require(narrow.low), try #require(narrow.high))
        #expect(wide.excludes(low) == false && wide.excludes(high) == false && wide != narrow)
        // Ten conversations that all passed are ten, not a hundred lines.
        #expect(JudgedShare(share: 1, variance: 0, clusters: 10, observations: 100)?.effectiveCount == 10)
        #expect(JudgedShare(share: 1.5, variance: 0, clusters: 10, observations: 100) == nil)
        #expect(JudgedShare(passes: 0, of: 0) == nil)
    }
}

extension ConfusionCounts {
    /// Counts of a judge that passed some of the good items and failed some of the bad ones.
    static func made(_ passed: Int, of passing: Int, _ failed: Int, of failing: Int) -> ConfusionCounts {
        var counts = ConfusionCounts()
        for item in 0..<passing { counts.count(judge: item < passed ? .pass : .fail, label: .pass) }
        for item in 0..<failing { counts.count(judge: item < failed ? .fail : .pass, label: .fail) }
        return counts
    }
}
