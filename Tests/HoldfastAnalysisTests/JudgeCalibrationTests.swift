// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

struct JudgeCalibrationTests {
    private static let letters: [Character: VerdictOutcome] = ["p": .pass, "f": .fail, "a": .abstain]

    /// Items from labels and the judge's answer as letters: `ppf/p`.
    private static func items(_ texts: String, _ criterion: String = Criterion.promptToLine) -> [RatedItem] {
        texts.split(separator: " ").map { text in
            let sides = text.split(separator: "/", omittingEmptySubsequences: false)
            return RatedItem(
                criterion: criterion, labels: sides[0].compactMap { letters[$0] }, judge: sides[1].first.flatMap { letters[$0] } ?? .abstain)
        }
    }

    @Test(arguments: [("ppf", "p"), ("pf", ""), ("pffa", "f"), ("ppff", ""), ("aap", "a"), ("", ""), ("a", "a"), ("paf", "")])
    func `the label is what more people said than anything else`(labels: String, expected: String) {
        #expect(Self.items("\(labels)/p")[0].label == expected.first.flatMap { Self.letters[$0] })
    }

    @Test func `counts and rates are those of the labelled items, and what is left out is counted`() throws {
        // Labels: pass 3 (judge p, p, f), fail 2 (judge f, p), pass with the judge abstaining 1, a tie, an item without labels, nobody knows.
        let set = Self.items("ppp/p ppf/p pp/f ff/f fff/p pp/a pf/p /p aa/p")
        let calibration = try #require(JudgeCalibration(judge: "j", items: set)[Criterion.promptToLine])
        #expect(calibration.items == 9 && calibration.withoutLabels == 1 && calibration.ties == 1)
        let counts = calibration.counts
        #expect((counts.truePositives, counts.falseNegatives, counts.trueNegatives, counts.falsePositives) == (2, 1, 1, 1))
        #expect(counts.abstained == 1 && counts.unlabelled == 1)
        #expect(calibration.truePositiveRate?.value == 2.0 / 3 && calibration.trueNegativeRate?.value == 0.5)
        #expect(calibration.abstentionRate?.value == 1.0 / 6)
        // Observed agreement 3/5; by chance (3/5)(3/5) + (2/5)(2/5) = 13/25.
        #expect(abs((calibration.kappa?.value ?? 9) - (0.6 - 0.52) / 0.48) < 1e-12)
        // Two labels: pp ff pp pf aa, five items, more than the three of three labels.
        #expect(calibration.raters == 2 && calibration.rated == 5)
        // Mean P = 4/5; shares p 5/10, f 3/10, a 2/10, so by chance 0.38.
        #expect(abs((calibration.kappaOfPeople ?? 9) - (0.8 - 0.38) / 0.62) < 1e-12)
        // With the judge ppf fff ppa pfp aap: P = 1/3, 1, 1/3, 1/3, 1/3; shares p 7/15, f 5/15, a 3/15.
        let expected = (49.0 + 25 + 9) / 225
        #expect(abs((calibration.kappaWithJudge ?? 9) - (7.0 / 15 - expected) / (1 - expected)) < 1e-12)
    }

    @Test func `criteria are kept apart, and without labels there are no rates`() {
        let calibration = JudgeCalibration(judge: "j", items: Self.items("p/p f/f") + Self.items("/p /f", Criterion.role))
        #expect(calibration.criteria.map(\.criterion) == [Criterion.promptToLine, Criterion.role])
        let role = calibration[Criterion.role]
        #expect(role?.withoutLabels == 2 && role?.truePositiveRate == nil && role?.kappa == nil && role?.kappaOfPeople == nil && role?.raters == 0)
        #expect(calibration[Criterion.contrast] == nil)
    }

    @Test func `a share is corrected with the rates of its own criterion`() throws {
        let items = Self.items(
            Array(repeating: "p/p", count: 9).joined(separator: " ") + " p/f f/p " + Array(repeating: "f/f", count: 4).joined(separator: " "))
        let calibration = JudgeCalibration(judge: "j", items: items)
        let judged = try #require(JudgedShare(passes: 70, of: 100))
        // (0.7 + 0.8 - 1) / (0.9 + 0.8 - 1)
        let corrected = try #require(calibration.corrected(judged, on: Criterion.promptToLine)?.estimate)
        #expect(abs(corrected.value - 0.5 / 0.7) < 1e-12)
        #expect(calibration.corrected(judged, on: Criterion.role) == nil)
    }

    @Test func `a report can be read again`() throws {
        let report = CalibrationReport(
            date: "2026-03-01", items: "items.jsonl", itemsHash: "abc",
            judges: [JudgeCalibration(judge: "j", items: Self.items("ppp/p ff/f pp/f ff/p"))])
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        encoder.keyEncodingStrategy = .convertToSnakeCase
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        #expect(try decoder.decode(CalibrationReport.self, from: encoder.encode(report)) == report)
        #expect(report["j"]?.judge == "j" && report["k"] == nil && report.version == 1)
    }
}
