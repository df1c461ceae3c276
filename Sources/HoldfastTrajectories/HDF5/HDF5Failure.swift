// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// Makes errors of the library's error stack.
enum HDF5Failure {
    /// What the library says went wrong in its last call: the innermost entry, which names the cause.
    static func current(doing action: String) -> HoldfastError {
        var account = ErrorAccount()
        _ = withUnsafeMutablePointer(to: &account) { pointer in
            H5Ewalk2(
                chdf5_error_stack(), H5E_WALK_UPWARD,
                { _, entry, context in
                    guard let entry, let account = context?.assumingMemoryBound(to: ErrorAccount.self) else { return 0 }
                    account.pointee.add(entry.pointee)
                    return 0
                }, pointer)
        }
        return HoldfastError(.store, "HDF5 failed at \(action): \(account.cause ?? "it gives no reason")")
    }

    /// Throws when a call returned a negative status.
    static func check(_ status: some SignedInteger, doing action: @autoclosure () -> String) throws {
        guard status >= 0 else { throw current(doing: action()) }
    }
}

private struct ErrorAccount {
    var cause: String?

    mutating func add(_ entry: H5E_error2_t) {
        guard cause == nil, let text = entry.desc else { return }
        cause = String(cString: text)
    }
}
