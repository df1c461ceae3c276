// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Turns the error number of a system call into an error a person can act on.
enum SystemError {
    /// What was tried, in the words the error begins with.
    enum Attempt: String {
        case read = "cannot read"
        case write = "cannot write"
        case makeFolder = "cannot make the folder"
        case remove = "cannot remove"

        fileprivate var advice: String {
            switch self {
            case .read: "have its owner let you read it, or run as a user who may"
            case .write, .makeFolder: "choose a folder that you may write to"
            case .remove: "have its owner remove it, or run as a user who may"
            }
        }
    }

    /// The error of the call that just failed.
    static func last(_ attempt: Attempt, _ path: String) -> HoldfastError {
        let number = errno
        let reason = String(cString: strerror(number))
        let start = "\(attempt.rawValue) \(path): "
        return switch number {
        case ENOSPC, EDQUOT:
            HoldfastError(.capacity, "\(start)the disk is full; free some space")
        case EACCES, EPERM, EROFS:
            HoldfastError(.file, "\(start)\(reason.lowercased()); \(attempt.advice)")
        case ENOTDIR:
            HoldfastError(.file, "\(start)a part of the path is a file and not a folder")
        case EISDIR:
            HoldfastError(.file, start + "it is a folder; name a file")
        case ENOENT:
            HoldfastError(.file, start + (attempt == .write ? "its folder does not exist; make it first" : "it does not exist"))
        default:
            HoldfastError(.file, "\(start)\(reason.lowercased())")
        }
    }
}
