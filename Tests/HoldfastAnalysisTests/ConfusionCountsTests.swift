// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct ConfusionCountsTests {
    /// 3 passing (2 hit, 1 missed) and 4 failing (3 caught, 1 let through) items, two abstentions and one item without a label.
    private static let answers: [(criterion: String, judge: VerdictOutcome, label: VerdictOutcome)] = [
        ("role", .pass, .pass), ("role", .pass, .pass), ("role", .fail, .pass), ("role", .fail, .fail), ("role", .fail, .fail),
        ("role", .fail, .fail), ("role", .pass, .fail), ("role", .abstain, .pass), ("role", .abstain, .fail), ("role", .pass, .abstain),
        ("qa", .pass, .pass),
    ]

    @Test func `answers are counted criterion by criterion, abstentions apart`() throws {
        let counts = ConfusionCounts.byCriterion(Self.answers)
        let role = try #require(counts["role"])
        #expect(counts.keys.sorted() == ["qa", "role"])
        #expect([role.truePositives, role.falseNegatives, role.trueNegatives, role.falsePositives] == [2, 1, 3, 1])
        #expect([role.abstainedOnPassing, role.abstainedOnFailing, role.unlabelled] == [1, 1, 1])
        #expect([role.decidedPassing, role.decidedFailing, role.decided, role.abstained] == [3, 4, 7, 2])
    }

    @Test func `rates are shares of decided items with Wilson intervals`() throws {
        let role = try #require(ConfusionCounts.byCriterion(Self.answers)["role"])
        #expect(role.truePositiveRate() == Wilson.share(2, of: 3))
        #expect(role.trueNegativeRate() == Wilson.share(3, of: 4))
        #expect(role.accuracy() == Wilson.share(5, of: 7))
        #expect(role.abstentionRate() == Wilson.share(2, of: 9))
        #expect(role.trueNegativeRate()?.value == 0.75)
    }

    @Test func `a class without decided items has no rate`() throws {
        let qa = try #require(ConfusionCounts.byCriterion(Self.answers)["qa"])
        #expect(qa.trueNegativeRate() == nil)
        #expect(qa.truePositiveRate()?.value == 1)
        #expect(ConfusionCounts().accuracy() == nil && ConfusionCounts().abstentionRate() == nil)
    }

    /// 10 of 10: the lower end is n / (n + z²).
    @Test func `an interval has a width where the share is 0 or 1`() throws {
        let all = try #require(Wilson.share(10, of: 10))
        let none = try #require(Wilson.share(0, of: 10))
        let (high, low) = (try #require(none.high), try #require(all.low))
        #expect(all.high == 1 && abs(low - 10 / (10 + 1.959963984540054 * 1.959963984540054)) < 1e-12)
        #expect(none.low == 0 && abs(high + low - 1) < 1e-12)
    }
}
