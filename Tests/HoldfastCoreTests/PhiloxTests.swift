// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

struct PhiloxTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var counter: SIMD4<UInt32>
        var key: SIMD2<UInt32>
        var block: SIMD4<UInt32>
        var testDescription: String { "counter \(counter)" }
    }

    /// The `philox4x32 10` lines of `kat_vectors` in the Random123 distribution.
    static let published = [
        Vector(counter: .zero, key: .zero, block: SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
        Vector(
            counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
            block: SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)),
        Vector(
            counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0),
            block: SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)),
    ]

    @Test(arguments: published) func `the published vectors`(vector: Vector) {
        #expect(Philox4x32.block(counter: vector.counter, key: vector.key) == vector.block)
    }

    @Test func `a block is a bijection of its counter`() {
        let key = SIMD2<UInt32>(1, 2)
        let blocks = Set((0..<2000).map { Philox4x32.block(counter: SIMD4($0, 0, 0, 0), key: key) })
        #expect(blocks.count == 2000)
    }
}
