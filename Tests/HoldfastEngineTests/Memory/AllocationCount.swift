// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What this process has asked of the heap so far, where `Tests/Memory/count_allocations.c` was loaded before it.
enum AllocationCount {
    private typealias Read = @convention(c) () -> Int

    private static let read: Read? = dlsym(UnsafeMutableRawPointer(bitPattern: 0), "hf_allocations").map { unsafeBitCast($0, to: Read.self) }

    static var isCounted: Bool { read != nil }

    static var now: Int { read?() ?? 0 }
}
