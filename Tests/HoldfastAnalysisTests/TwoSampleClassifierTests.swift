// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct TwoSampleClassifierTests {
    private func examples(_ count: Int, shift: Double, seed: UInt64) -> [TwoSampleClassifier.Example] {
        var random = RandomKey(seed: seed, purpose: .selection).stream
        return (0..<2 * count).map { number in
            let isSecond = number % 2 == 1
            return TwoSampleClassifier.Example(
                features: [random.uniform() + (isSecond ? shift : 0), random.uniform(), 1], isSecond: isSecond,
                cluster: ClusterKey("person \(number / 6)"))
        }
    }

    @Test func `sets of one source are told apart by chance, and separate ones always`() throws {
        var sum = 0.0
        for seed in 0..<10 as Range<UInt64> { sum += try #require(TwoSampleClassifier(examples(60, shift: 0, seed: seed))).accuracy }
        #expect(abs(sum / 10 - 0.5) < 0.04, "\(sum / 10)")
        let apart = try #require(TwoSampleClassifier(examples(60, shift: 3, seed: 0)))
        #expect(apart.accuracy == 1 && apart.probability(permutations: 19, seed: 1) == 0.05)
    }

    @Test func `equal sets seldom seem unlike, and slightly unlike ones often do`() throws {
        var (equal, unlike) = (0, 0)
        for seed in 0..<8 as Range<UInt64> {
            let same = try #require(TwoSampleClassifier(examples(40, shift: 0, seed: seed)))
            if same.probability(permutations: 19, seed: seed) <= 0.05 { equal += 1 }
            let other = try #require(TwoSampleClassifier(examples(40, shift: 0.4, seed: seed)))
            if other.probability(permutations: 19, seed: seed) <= 0.05 { unlike += 1 }
        }
        #expect(equal <= 2 && unlike >= 6, "\(equal) and \(unlike) of 8")
    }

    @Test func `a persona is never in training and test at once`() throws {
        // Every persona has a feature of its own that gives its set away: learned from others it is worth nothing.
        let examples = (0..<40).flatMap { person in
            (0..<4).map { _ in
                TwoSampleClassifier.Example(
                    features: (0..<40).map { $0 == person ? 1 : 0 }, isSecond: person % 2 == 1, cluster: ClusterKey("person \(person)"))
            }
        }
        #expect(try #require(TwoSampleClassifier(examples)).accuracy < 0.8)
        #expect(TwoSampleClassifier(examples.filter(\.isSecond)) == nil)
    }
}
