// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Keys and values of up to `tokens` consecutive positions, for all layers. Dialogues that share a prefix share its pages.
final class KeyValuePage {
    /// Positions of one page.
    static let tokens = Int(HF_PAGE_TOKENS)

    let base: UnsafeMutablePointer<Float>
    private let pool: KeyValuePool

    init(_ pool: KeyValuePool) {
        self.pool = pool
        base = pool.take()
    }

    deinit { pool.recycle(base) }

    /// A page of its own with the same content.
    func copy() -> KeyValuePage {
        let page = KeyValuePage(pool)
        page.base.update(from: base, count: pool.pageFloats)
        return page
    }
}

/// Memory for pages, taken from the system many pages at a time. What is given back is kept for the next page, so a running server asks for none.
final class KeyValuePool {
    /// Whether keys and values stand in bfloat16, two in the place of a float.
    let isHalf: Bool
    /// Floats of one head of one layer, and of a whole page: `[layer][head]`.
    let headFloats: Int
    let pageFloats: Int
    private static let slabPages = 32
    private var slabs: [UnsafeMutableRawPointer] = []
    private var spare: [UnsafeMutablePointer<Float>] = []
    private var slabBytes: Int { Self.slabPages * pageFloats * MemoryLayout<Float>.stride }
    /// Pages in use.
    private(set) var inUse = 0

    init(_ model: ModelConfiguration, precision: Precision) {
        isHalf = precision == .bfloat16
        headFloats = hf_page_head_floats(model.headDimension, isHalf ? 1 : 0)
        pageFloats = headFloats * model.keyValueHeads * model.layers
    }

    deinit { for slab in slabs { hf_memory_give(slab, slabBytes) } }

    var bytesInUse: Int { inUse * pageFloats * MemoryLayout<Float>.stride }

    fileprivate func take() -> UnsafeMutablePointer<Float> {
        inUse += 1
        if spare.isEmpty { grow() }
        return spare.removeLast()
    }

    fileprivate func recycle(_ base: UnsafeMutablePointer<Float>) {
        inUse -= 1
        spare.append(base)
    }

    /// Gives the memory of slabs without a page in use back to the system where it is more than this many bytes; their addresses stay.
    func releaseMemory(above bytes: Int) {
        guard spare.count * pageFloats * MemoryLayout<Float>.stride > bytes else { return }
        var idle = [Int](repeating: 0, count: slabs.count)
        for base in spare {
            guard let slab = slabs.firstIndex(where: { UnsafeMutableRawPointer(base) >= $0 && UnsafeMutableRawPointer(base) < $0 + slabBytes })
            else { continue }
            idle[slab] += 1
        }
        for (slab, count) in zip(slabs, idle) where count == Self.slabPages { hf_memory_discard(slab, slabBytes) }
    }

    private func grow() {
        let slab = LargePage.take(slabBytes)
        let base = slab.bindMemory(to: Float.self, capacity: Self.slabPages * pageFloats)
        slabs.append(slab)
        for page in (0..<Self.slabPages).reversed() { spare.append(base + page * pageFloats) }
    }
}
