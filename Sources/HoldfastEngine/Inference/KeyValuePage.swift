// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore

/// Keys and values of up to `tokens` consecutive positions, for all layers. Dialogues that share a prefix share its pages.
enum KeyValuePage {
    /// Positions of one page.
    static let tokens = Int(HF_PAGE_TOKENS)
}

/// Memory of numbered pages, higher numbers at higher addresses. Addresses for the whole budget are reserved at once; the system gives a page its memory
/// when it is written for the first time, so a running server asks for none.
final class KeyValuePool {
    /// Whether keys and values stand in bfloat16, two in the place of a float.
    let isHalf: Bool
    /// Floats of one head of one layer, and of a whole page: `[layer][head]`.
    let headFloats: Int
    let pageFloats: Int
    /// How many pages there are.
    let count: Int
    private let base: UnsafeMutablePointer<Float>
    private let reserved: Int

    /// - Parameter bytes: the budget; what is left of a page counts for nothing.
    /// - Throws: `capacity` when the system refuses the addresses.
    init(_ model: ModelConfiguration, precision: Precision, bytes: Int) throws {
        isHalf = precision == .bfloat16
        headFloats = hf_page_head_floats(model.headDimension, isHalf ? 1 : 0)
        pageFloats = headFloats * model.keyValueHeads * model.layers
        let pageBytes = pageFloats * MemoryLayout<Float>.stride
        count = bytes / pageBytes
        reserved = max(1, count) * pageBytes
        guard let memory = hf_memory_take(reserved) else {
            throw HoldfastError(.capacity, "cannot reserve \(reserved >> 20) MiB for keys and values; lower engine.cache_megabytes")
        }
        base = memory.bindMemory(to: Float.self, capacity: reserved / MemoryLayout<Float>.stride)
    }

    deinit { hf_memory_give(base, reserved) }

    var pageBytes: Int { pageFloats * MemoryLayout<Float>.stride }

    subscript(page: Int) -> UnsafeMutablePointer<Float> { base + page * pageFloats }

    func copy(from source: Int, to target: Int) {
        guard source != target else { return }
        self[target].update(from: self[source], count: pageFloats)
    }

    /// Gives the memory of pages that nobody uses back to the system; it comes again when they are written.
    func discard(_ pages: [Int]) {
        let sorted = pages.sorted()
        var start = 0
        for index in sorted.indices where index + 1 == sorted.count || sorted[index + 1] > sorted[index] + 1 {
            hf_memory_discard(self[sorted[start]], (index + 1 - start) * pageBytes)
            start = index + 1
        }
    }
}
