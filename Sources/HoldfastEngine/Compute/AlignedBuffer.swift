// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Memory for numbers, aligned to a cache line and zero at first, freed with the object.
final class AlignedBuffer<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    private let bytes: Int

    init(count: Int) {
        self.count = count
        bytes = max(count, 16) * MemoryLayout<Element>.stride
        if bytes >= LargePage.leastBytes {
            base = LargePage.take(bytes).bindMemory(to: Element.self, capacity: count)
        } else {
            let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            base = raw.bindMemory(to: Element.self, capacity: count)
            clear()
        }
    }

    deinit {
        if bytes >= LargePage.leastBytes {
            hf_memory_give(base, bytes)
        } else {
            UnsafeMutableRawPointer(base).deallocate()
        }
    }

    func clear() { base.update(repeating: 0, count: count) }

    func copy(from other: AlignedBuffer) { base.update(from: other.base, count: count) }
}

typealias FloatBuffer = AlignedBuffer<Float>

extension FloatBuffer {
    /// Whether none of the numbers is infinite or no number. The squares of any floats have a finite sum in double precision.
    var isFinite: Bool { hf_sum_of_squares(base, count).isFinite }
}

/// Pairs of bfloat16.
typealias PairBuffer = AlignedBuffer<UInt32>

/// Memory for what is large, straight from the system.
enum LargePage {
    /// Buffers from this size on come from here: the C library keeps smaller ones, and what it keeps of threads that are gone or idle
    /// adds up.
    static let leastBytes = 1 << 17

    /// Zeroes. Ends the process where there is no memory, as Swift's own allocation does.
    static func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = hf_memory_take(bytes) else { fatalError("no memory is left for \(bytes) bytes") }
        return memory
    }
}
