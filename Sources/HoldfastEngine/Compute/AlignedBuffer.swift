// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Memory for numbers, aligned to a cache line and zero at first, freed with the object.
final class AlignedBuffer<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int) {
        self.count = count
        let bytes = max(count, 16) * MemoryLayout<Element>.stride
        let isLarge = bytes >= 2 * LargePage.bytes
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? LargePage.bytes : 64)
        if isLarge { hf_prefer_large_pages(raw, bytes) }
        base = raw.bindMemory(to: Element.self, capacity: count)
        clear()
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    func clear() { base.update(repeating: 0, count: count) }

    func copy(from other: AlignedBuffer) { base.update(from: other.base, count: count) }
}

extension AlignedBuffer where Element == Float {
    /// Whether no number is infinite or not a number.
    var isFinite: Bool { hf_sum_of_squares(base, count).isFinite }
}

typealias FloatBuffer = AlignedBuffer<Float>
/// Pairs of bfloat16.
typealias PairBuffer = AlignedBuffer<UInt32>

enum LargePage {
    /// Bytes of a large page, as processors call them.
    static let bytes = 1 << 21
}
