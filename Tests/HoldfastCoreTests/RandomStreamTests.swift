// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

struct RandomStreamTests {
    private static let seeds: [UInt64] = [0, 1, 42, 0xFFFF_FFFF_0000_0001, .max]

    @Test(arguments: seeds) func `uniform numbers fill the unit interval evenly`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .sampling).stream
        let draws = 20_000
        var bins = [Int](repeating: 0, count: 20)
        for _ in 0..<draws {
            let value = stream.uniform()
            #expect(value >= 0 && value < 1)
            bins[Int(value * 20)] += 1
        }
        let expected = Double(draws) / 20
        let chiSquare = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // 19 degrees of freedom; 50 has a probability of about 1e-4, and the seeds are fixed.
        #expect(chiSquare < 50, "seed \(seed)")
    }

    @Test(arguments: seeds) func `neighbouring draws are not correlated`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .sampling).stream
        let values = (0..<10_000).map { _ in stream.uniform() - 0.5 }
        let correlation = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 10_000 * 12
        #expect(abs(correlation) < 0.05, "seed \(seed)")
    }

    @Test(arguments: seeds) func `two purposes, places or seeds share no numbers`(seed: UInt64) {
        var keys = RandomPurpose.allCases.map { RandomKey(seed: seed, purpose: $0) }
        for place in 1...20 {
            keys.append(RandomKey(seed: seed, step: place, purpose: .sampling))
            keys.append(RandomKey(seed: seed, group: place, purpose: .sampling))
            keys.append(RandomKey(seed: seed, rollout: place, purpose: .sampling))
            keys.append(RandomKey(seed: seed, turn: place, purpose: .sampling))
            keys.append(RandomKey(seed: seed &+ UInt64(place), purpose: .sampling))
        }
        var seen: Set<UInt64> = []
        for key in keys {
            var stream = key.stream
            for _ in 0..<100 { seen.insert(stream.next()) }
        }
        #expect(seen.count == keys.count * 100, "seed \(seed)")
    }

    @Test func `a stream depends on its key alone`() {
        let key = RandomKey(seed: 7, step: 1, group: 2, rollout: 3, turn: 4, purpose: .agent)
        var first = key.stream
        let values = (0..<50).map { _ in first.next() }
        var other = RandomKey(seed: 8, purpose: .agent).stream
        var second = key.stream
        let interleaved = (0..<50).map { _ in
            _ = other.next()
            return second.next()
        }
        #expect(values == interleaved)
        var copy = first
        #expect(copy.next() == first.next())
    }

    @Test func `purposes are numbered once and for all`() {
        // The numbers are part of every stored seed: a new purpose goes to the end.
        let names = RandomPurpose.allCases.prefix(14).map { "\($0)" }
        #expect(
            names == [
                "scenario", "persona", "goal", "database", "agent", "agenda", "sampling", "probe", "shuffle", "selection",
                "initialization", "bootstrap", "split", "text",
            ])
        #expect(RandomPurpose.allCases.map(\.rawValue) == (1...UInt32(RandomPurpose.allCases.count)).map { $0 })
    }

    @Test(arguments: [0, 0.1, 0.5, 0.9, 1]) func `a chance comes true as often as it says`(probability: Double) {
        var stream = RandomKey(seed: 3, purpose: .agent).stream
        let hits = (0..<10_000).count { _ in stream.chance(probability) }
        #expect(abs(Double(hits) / 10_000 - probability) < 0.02)
    }

    @Test func `picking meets every element, and nothing in an empty collection`() {
        var stream = RandomKey(seed: 4, purpose: .selection).stream
        #expect(Set((0..<300).compactMap { _ in stream.pick(Array(10..<20)) }) == Set(10..<20))
        #expect(stream.pick([Int]()) == nil)
        #expect([5, 6].dropFirst().randomElement(using: &stream) == 6)
    }

    @Test(arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)] as [(String, UInt64)])
    func `the published FNV-1a values`(text: String, hash: UInt64) {
        #expect(StableHash.of(text) == hash)
        #expect(StableHash.hexadecimal(text).count == 16)
        #expect(UInt64(StableHash.hexadecimal(text), radix: 16) == hash)
    }
}
