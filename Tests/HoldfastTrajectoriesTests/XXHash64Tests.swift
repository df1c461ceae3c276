import Testing

// SPDX-License-Identifier: Apache-2.0
@testable import HoldfastTrajectories

@Suite struct XXHash64Tests {
    /// Published values of the reference implementation, seed 0.
    @Test(
        arguments: [
            ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
            ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
        ] as [(String, UInt64)])
    func publishedValues(text: String, hash: UInt64) {
        #expect(XXHash64.of(Array(text.utf8)) == hash)
    }

    @Test func noSingleBitGoesUnnoticed() {
        for length in [1, 7, 8, 31, 32, 45, 64, 100] {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let hash = XXHash64.of(bytes)
            for bit in 0..<(length * 8) {
                var flipped = bytes
                flipped[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(XXHash64.of(flipped) != hash, "length \(length), bit \(bit)")
            }
        }
    }
}
