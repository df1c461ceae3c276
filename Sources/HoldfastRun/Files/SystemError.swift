// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Turns the error number of a system call into an error a person can act on.
enum SystemError {
    /// The error of the call that just failed.
    /// - Parameter what: what was tried, such as `cannot write`.
    static func last(_ what: String, _ path: String) -> HoldfastError {
        let number = errno
        let reason = String(cString: strerror(number))
        return switch number {
        case ENOSPC, EDQUOT:
            HoldfastError(.capacity, "\(what) \(path): the disk is full; free some space")
        case EACCES, EPERM, EROFS:
            HoldfastError(.file, "\(what) \(path): \(reason.lowercased()); choose a folder that you may write to")
        case ENOTDIR:
            HoldfastError(.file, "\(what) \(path): a part of the path is a file and not a folder")
        case EISDIR:
            HoldfastError(.file, "\(what) \(path): it is a folder")
        case ENOENT:
            HoldfastError(.file, "\(what) \(path): it does not exist")
        default:
            HoldfastError(.file, "\(what) \(path): \(reason.lowercased())")
        }
    }
}
