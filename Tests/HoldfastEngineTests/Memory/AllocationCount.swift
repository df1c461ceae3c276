// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What this process has asked of the heap so far, where `Tests/Memory/count_allocations.c` was loaded before it.
struct AllocationCount {
    /// By Swift, by C, by everything but the matrix products.
    var ours = 0
    /// By oneDNN, inside its products.
    var products = 0

    private typealias Read = @convention(c) (UnsafeMutablePointer<Int>, UnsafeMutablePointer<Int>) -> Void

    private static let read: Read? = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "hf_allocations").map { unsafeBitCast($0, to: Read.self) }

    static var isCounted: Bool { read != nil }

    static var now: AllocationCount {
        var count = AllocationCount()
        read?(&count.ours, &count.products)
        return count
    }

    static func - (a: AllocationCount, b: AllocationCount) -> AllocationCount {
        AllocationCount(ours: a.ours - b.ours, products: a.products - b.products)
    }
}
