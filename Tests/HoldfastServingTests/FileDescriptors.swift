// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// How many files and connections this process may have open.
enum FileDescriptors {
    /// Raises the limit where it is lower.
    /// - Throws: `capacity` where the system does not allow so many.
    static func allow(_ count: UInt) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        guard limit.rlim_cur < count else { return }
        guard limit.rlim_max >= count else {
            throw HoldfastError(.capacity, "this test needs \(count) open files, and the hard limit is \(limit.rlim_max); raise it with ulimit -Hn")
        }
        limit.rlim_cur = rlim_t(count)
        guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw HoldfastError(.capacity, "the limit of open files cannot be raised to \(count)")
        }
    }
}
