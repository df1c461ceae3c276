// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite struct KappaTests {
    /// 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: .7 observed, .5 expected.
    @Test func `Cohen's kappa by hand`() throws {
        let ratings =
            [(true, true, 20), (true, false, 5), (false, true, 10), (false, false, 15)]
            .flatMap { first, second, count in [(first: Bool, second: Bool)](repeating: (first, second), count: count) }
        let kappa = try #require(CohenKappa.estimate(ratings))
        #expect(abs(kappa.value - 0.4) < 1e-12)
        #expect(kappa.observations == 50 && !kappa.excludes(0.4) && kappa.excludes(0))
    }

    @Test(
        arguments: [
            ("nothing", [], nil), ("one category", [("a", "a"), ("a", "a")], nil), ("always agreed", [("a", "a"), ("b", "b"), ("c", "c")], 1),
            ("never agreed", [("a", "b"), ("b", "a")], -1), ("independent", [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")], 0),
            ("one rater has one category", [("a", "a"), ("a", "b")], 0),
        ] as [(String, [(String, String)], Double?)])
    func `Cohen's kappa at its edges`(name: String, ratings: [(String, String)], expected: Double?) {
        let kappa = CohenKappa.estimate(ratings.map { (first: $0.0, second: $0.1) })
        #expect(expected.map { abs((kappa?.value ?? .nan) - $0) < 1e-12 } ?? (kappa == nil), "\(name)")
    }

    /// The example of Fleiss (1971), as many texts print it: 14 raters, 10 items, 5 categories.
    @Test func `Fleiss' kappa of the published example`() throws {
        let counts = [
            [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
        ]
        let kappa = try #require(try FleissKappa.value(counts))
        #expect(abs(kappa - 0.20993) < 5e-6)
        let ratings = counts.map { row in row.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) } }
        let same = try #require(try FleissKappa.value(ratings: ratings))
        #expect(abs(same - kappa) < 1e-12)
    }

    @Test func `Fleiss' kappa is absent where there is nothing to agree on`() throws {
        #expect(try FleissKappa.value([]) == nil)
        #expect(try FleissKappa.value([[3, 0], [3, 0]]) == nil)
        #expect(try FleissKappa.value([[2, 0], [0, 2]]) == 1)
    }

    @Test(arguments: [[[2, 1], [2, 0]], [[1, 0], [0, 1]], [[2, 0], [2]], [[3, -1], [1, 1]]])
    func `Fleiss' kappa refuses items that cannot be compared`(counts: [[Int]]) {
        #expect(throws: HoldfastError.self) { try FleissKappa.value(counts) }
    }
}
