// SPDX-License-Identifier: Apache-2.0

/// The 64-bit hash XXH64 with seed 0.
///
/// Source: Yann Collet, "xxHash fast digest algorithm", specification 0.1.1, section "XXH64". A fast check against damage, and
/// one that other tools compute too (`xxhsum -H64`); it is no protection against intent.
enum XXHash64 {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

    static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { hash($0) }
    }

    private static func hash(_ data: UnsafeRawBufferPointer) -> UInt64 {
        var position = 0
        var hash = prime5
        if data.count >= 32 {
            var lanes = SIMD4(prime1 &+ prime2, prime2, 0, 0 &- prime1)
            while position + 32 <= data.count {
                for lane in 0..<4 { lanes[lane] = round(lanes[lane], word(data, position + 8 * lane)) }
                position += 32
            }
            hash = rotate(lanes[0], 1) &+ rotate(lanes[1], 7) &+ rotate(lanes[2], 12) &+ rotate(lanes[3], 18)
            for lane in 0..<4 { hash = (hash ^ round(0, lanes[lane])) &* prime1 &+ prime4 }
        }
        hash &+= UInt64(data.count)
        while position + 8 <= data.count {
            hash = rotate(hash ^ round(0, word(data, position)), 27) &* prime1 &+ prime4
            position += 8
        }
        if position + 4 <= data.count {
            let half = UInt64(UInt32(littleEndian: data.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
            hash = rotate(hash ^ (half &* prime1), 23) &* prime2 &+ prime3
            position += 4
        }
        while position < data.count {
            hash = rotate(hash ^ (UInt64(data[position]) &* prime5), 11) &* prime1
            position += 1
        }
        hash = (hash ^ (hash >> 33)) &* prime2
        hash = (hash ^ (hash >> 29)) &* prime3
        return hash ^ (hash >> 32)
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 { rotate(lane &+ word &* prime2, 31) &* prime1 }

    private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 { value << bits | value >> (64 - bits) }

    private static func word(_ data: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: data.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
