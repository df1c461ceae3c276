// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Memory for floats, aligned to a cache line and zero at first, freed with the object.
final class FloatBuffer {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    /// Bytes of a large page, as processors call them.
    static let largePage = 1 << 21

    init(count: Int) {
        self.count = count
        let bytes = max(count, 16) * MemoryLayout<Float>.stride
        let isLarge = bytes >= 2 * Self.largePage
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: isLarge ? Self.largePage : 64)
        if isLarge { hf_prefer_large_pages(raw, bytes) }
        base = raw.bindMemory(to: Float.self, capacity: count)
        clear()
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    func clear() { base.update(repeating: 0, count: count) }

    func copy(from other: FloatBuffer) { base.update(from: other.base, count: count) }
}
