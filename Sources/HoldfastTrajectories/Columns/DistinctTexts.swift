// SPDX-License-Identifier: Apache-2.0

/// Numbers texts in the order in which they first come.
///
/// Texts are equal by their bytes: two that compare equal but are encoded differently must both come back as they were. A table of its own,
/// because a column has hundreds of thousands of rows and hashing for strangers takes most of the time.
struct DistinctTexts {
    /// The distinct texts, one after the other in UTF-8.
    private(set) var bytes: [UInt8] = []
    /// Where each begins, and where the last one ends.
    private(set) var offsets = [0]
    /// Codes by hash, one more than they are; 0 where a slot is free. Its size is a power of two, at least twice the number of texts.
    private var slots = [Int32](repeating: 0, count: 64)

    /// The number of a text.
    mutating func code(of text: String) -> Int32 {
        var text = text
        return text.withUTF8 { code(of: $0) }
    }

    private mutating func code(of text: UnsafeBufferPointer<UInt8>) -> Int32 {
        var slot = Int(truncatingIfNeeded: Self.hash(UnsafeRawBufferPointer(text))) & (slots.count - 1)
        while slots[slot] != 0 {
            let code = Int(slots[slot]) - 1
            let (start, end) = (offsets[code], offsets[code + 1])
            if end - start == text.count, bytes[start..<end].elementsEqual(text) { return Int32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: text)
        offsets.append(bytes.count)
        slots[slot] = Int32(offsets.count - 1)
        if 2 * offsets.count > slots.count { grow() }
        return Int32(offsets.count - 2)
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: 2 * slots.count)
        bytes.withUnsafeBytes { all in
            for code in 0..<offsets.count - 1 {
                let text = UnsafeRawBufferPointer(rebasing: all[offsets[code]..<offsets[code + 1]])
                var slot = Int(truncatingIfNeeded: Self.hash(text)) & (slots.count - 1)
                while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = Int32(code + 1)
            }
        }
    }

    /// Eight bytes at a time, mixed by a multiplication.
    private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(text.count) &* 0x9E37_79B1_85EB_CA87
        var place = 0
        while place < text.count {
            var word: UInt64 = 0
            for index in 0..<min(8, text.count - place) { word |= UInt64(text[place + index]) << UInt64(8 * index) }
            hash = (hash ^ word) &* 0xC2B2_AE3D_27D4_EB4F
            hash ^= hash >> 29
            place += 8
        }
        return hash
    }
}
