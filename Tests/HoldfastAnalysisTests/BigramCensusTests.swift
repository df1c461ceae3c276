import Testing

// SPDX-License-Identifier: Apache-2.0
@testable import HoldfastAnalysis

@Suite struct BigramCensusTests {
    @Test(arguments: [
        ("I'd like two, please!", ["i'd", "like", "two", "please"]), ("", []), (" ... ' ", []), ("Über 20€", ["über", "20"]),
    ])
    func words(line: String, words: [String]) {
        #expect(Words.of(line).map(String.init) == words)
    }

    /// Lines "a b c", "a b" and "a b": bigrams ab ×3, bc ×1.
    @Test func distinctOverTheWholeSet() throws {
        var census = BigramCensus()
        census.add(["a b c", "a b"], cluster: "p")
        census.add(["a b", "x"], cluster: "q")
        #expect(census.value { BigramCensus.distinct(in: $0) } == 0.5)
        #expect(census.leftOut { BigramCensus.distinct(in: $0) } == [1, 2.0 / 3])
    }

    @Test func rarefactionByHand() throws {
        // Two of {ab, ab, ab, bc}: all pairs equally likely, 3 of 6 hold both kinds: 1.5 distinct of 2.
        #expect(abs(try #require(BigramCensus.rarefied([3, 1], to: 2)) - 0.75) < 1e-12)
        #expect(abs(try #require(BigramCensus.rarefied([3, 1], to: 4)) - 0.5) < 1e-12)
        #expect(BigramCensus.rarefied([3, 1], to: 1) == 1)
        #expect(BigramCensus.rarefied([3, 1], to: 5) == nil)
    }

    @Test func twiceTheTextLowersDistinctButNotMuchTheRarefied() throws {
        let counts = [Int](repeating: 5, count: 200)
        let twice = [Int](repeating: 10, count: 200)
        #expect(BigramCensus.distinct(in: twice)! == BigramCensus.distinct(in: counts)! / 2)
        let (one, two) = (try #require(BigramCensus.rarefied(counts, to: 100)), try #require(BigramCensus.rarefied(twice, to: 100)))
        #expect(abs(one - two) < 0.03)
    }
}
