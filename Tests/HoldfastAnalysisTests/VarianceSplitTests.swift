// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct VarianceSplitTests {
    @Test func `a table worked out by hand`() throws {
        // Means 2 and 5, mean of all 3.5: between 2 * (1.5^2 + 1.5^2) / 1 = 9, within (1 + 1 + 1 + 1) / 2 = 2.
        let split = try #require(VarianceSplit([[1, 3], [4, 6]]))
        #expect(split.meanSquareBetween == 9 && split.meanSquareWithin == 2 && split.effectiveSize == 2)
        #expect(split.between == 3.5 && split.within == 2 && split.correlation == 7.0 / 11 && split.ratio == 2 / 3.5)
    }

    @Test func `personas that never differ from themselves have correlation 1 and ratio 0`() throws {
        let split = try #require(VarianceSplit([[0.1, 0.1, 0.1], [0.3, 0.3], [0.7, 0.7, 0.7]]))
        #expect(split.within == 0 && split.correlation == 1 && split.ratio == 0 && split.probability == 0)
        let interval = try #require(split.interval())
        #expect(interval.low == 1 && interval.high == 1)
    }

    @Test func `equal personas have a negative correlation and no ratio`() throws {
        let split = try #require(VarianceSplit([[1, 2, 3], [3, 2, 1], [2, 1, 3]]))
        #expect(split.between == 0 && split.correlation == -0.5 && split.ratio == nil && split.probability == 1)
    }

    @Test func `without repetition, variance or a second persona there is nothing to split`() {
        #expect(VarianceSplit([[1], [2], [3]]) == nil)
        #expect(VarianceSplit([[1, 2, 3]]) == nil)
        #expect(VarianceSplit([[Double]]()) == nil)
        #expect(VarianceSplit([[2, 2], [2, 2]])?.correlation == nil)
    }

    @Test func `shuffled personas have a correlation of about 0, and the F interval holds the truth as often as it says`() throws {
        var (held, sum) = (0, 0.0)
        let seeds = 400
        for seed in 0..<seeds {
            var random = RandomKey(seed: UInt64(seed), purpose: .selection).stream
            // Sums of uniform numbers are normal enough; unlike sizes, no persona effect.
            let groups = (0..<15).map { group in (0..<(2 + group % 4)).map { _ in (0..<6).reduce(0.0) { sum, _ in sum + random.uniform() } } }
            let split = try #require(VarianceSplit(groups))
            sum += try #require(split.correlation)
            let interval = try #require(split.interval())
            if interval.low <= 0, 0 <= interval.high { held += 1 }
        }
        #expect(abs(sum / Double(seeds)) < 0.02)
        // 95 % of 400 are 380, give or take 4.4.
        #expect((366...394).contains(held), "\(held) of \(seeds)")
    }
}
