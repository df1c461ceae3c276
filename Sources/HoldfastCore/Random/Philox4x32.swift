// SPDX-License-Identifier: Apache-2.0

/// The Philox4x32-10 counter-based generator: a keyed bijection from a 128-bit counter to 128 random bits.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011), section 3 and table 2.
/// The function has no state, so a value depends on its key and counter alone, never on who drew before.
public enum Philox4x32 {
    /// One block of four 32-bit words.
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var c = counter
        var k = key
        for round in 0..<10 {
            if round > 0 { k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85) }
            let first = c[0].multipliedFullWidth(by: 0xD251_1F53)
            let second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
            c = SIMD4(second.high ^ c[1] ^ k[0], second.low, first.high ^ c[3] ^ k[1], first.low)
        }
        return c
    }
}
