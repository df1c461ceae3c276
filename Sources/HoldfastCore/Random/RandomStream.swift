// SPDX-License-Identifier: Apache-2.0

/// A random stream over Philox4x32-10: a value type whose whole state is a key and a position.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
    private let key: SIMD2<UInt32>
    private let lane: UInt32
    private var index: UInt64 = 0

    /// The stream of `key`. The place (step, group, rollout, turn) is folded into the Philox key by one block
    /// under the run seed; the purpose stays in the counter, so streams of two purposes cannot overlap.
    public init(key: RandomKey) {
        let seed = SIMD2(UInt32(truncatingIfNeeded: key.seed), UInt32(truncatingIfNeeded: key.seed >> 32))
        let place = Philox4x32.block(counter: SIMD4(key.step, key.group, key.rollout, key.turn), key: seed)
        self.key = SIMD2(place[0] ^ place[2], place[1] ^ place[3])
        self.lane = key.purpose.rawValue
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let counter = SIMD4(UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), lane, 0)
        index &+= 1
        let block = Philox4x32.block(counter: counter, key: key)
        return UInt64(block[0]) | UInt64(block[1]) << 32
    }

    /// A number in [0, 1) with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A standard normal number (Box-Muller, one of the pair).
    ///
    /// - Parameter logarithm: and the two functions below are handed in because this target imports no C library.
    public mutating func normal(
        logarithm: (Double) -> Double, cosine: (Double) -> Double
    ) -> Double {
        let radius = (-2 * logarithm(1 - uniform())).squareRoot()
        return radius * cosine(2 * .pi * uniform())
    }

    /// True with the given probability.
    public mutating func chance(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// One element, or nil of an empty collection.
    public mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element? {
        guard !choices.isEmpty else { return nil }
        return choices[choices.index(choices.startIndex, offsetBy: Int(next() % UInt64(choices.count)))]
    }
}
