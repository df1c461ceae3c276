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
    /// Pages in use.
    private(set) var inUse = 0

    init(_ model: ModelConfiguration, precision: Precision) {
        isHalf = precision == .bfloat16
        headFloats = hf_page_head_floats(model.headDimension, isHalf ? 1 : 0)
        pageFloats = headFloats * model.keyValueHeads * model.layers
    }

    deinit { for slab in slabs { slab.deallocate() } }

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

    private func grow() {
        let floats = Self.slabPages * pageFloats
        let slab = UnsafeMutableRawPointer.allocate(byteCount: floats * MemoryLayout<Float>.stride, alignment: LargePage.bytes)
        // Attention walks through far more memory than small pages' translations fit in the processor.
        hf_prefer_large_pages(slab, floats * MemoryLayout<Float>.stride)
        let base = slab.bindMemory(to: Float.self, capacity: floats)
        base.initialize(repeating: 0, count: floats)
        slabs.append(slab)
        for page in (0..<Self.slabPages).reversed() { spare.append(base + page * pageFloats) }
    }
}
