// SPDX-License-Identifier: Apache-2.0
import CHDF5
import Synchronization

/// Exclusive use of libhdf5, which is not safe to enter from two threads at once.
///
/// A file can only be opened with a session in hand, and handles do not leave the closure that got it: what the type system
/// lets through is serialised.
struct HDF5Session: ~Copyable {
    private static let lock = Mutex<Void>(())

    private init() {
        // Printing to standard error is off: failures are collected from the error stack and thrown instead.
        _ = H5open()
        _ = chdf5_silence_errors()
        // No filter or driver is loaded from a folder that an environment variable names.
        _ = H5PLset_loading_state(0)
    }

    /// Runs the body while nobody else uses the library.
    static func run<Result: Sendable>(_ body: (borrowing HDF5Session) throws -> Result) throws -> Result {
        try lock.withLock { _ in try body(HDF5Session()) }
    }
}
