// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore

/// What lies behind an error of a file operation, in a plain phrase such as `permission denied`.
///
/// Foundation describes its errors with their whole debug text; this is the one place that turns them into words for people.
public struct SystemCause: Error, Sendable, Hashable, CustomStringConvertible {
    /// Number of the system call's error, or nil where the error does not say it.
    public let number: Int32?
    /// The phrase.
    public let description: String

    /// The cause of a system call that failed with this `errno`.
    public init(number: Int32) {
        self.init(number: number, description: String(cString: strerror(number)).lowercased())
    }

    private init(number: Int32?, description: String) {
        self.number = number
        self.description = description
    }

    /// The cause of an error of any kind; those that are not Foundation's keep their own words.
    public init(_ error: any Error) {
        if let cause = error as? SystemCause {
            self = cause
        } else if let number = Self.number(of: error as NSError) {
            self.init(number: number)
        } else {
            self.init(number: nil, description: error is CocoaError ? error.localizedDescription : HoldfastError.phrase(of: error))
        }
    }

    /// Whether the disk, a quota or the table of files is full.
    public var isFull: Bool { number == ENOSPC || number == EDQUOT }

    private static func number(of error: NSError) -> Int32? {
        if error.domain == NSPOSIXErrorDomain { return Int32(exactly: error.code) }
        if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { return number(of: underlying as NSError) }
        guard error.domain == NSCocoaErrorDomain else { return nil }
        return switch CocoaError.Code(rawValue: error.code) {
        case .fileNoSuchFile, .fileReadNoSuchFile: ENOENT
        case .fileReadNoPermission, .fileWriteNoPermission: EACCES
        case .fileWriteFileExists: EEXIST
        case .fileWriteOutOfSpace: ENOSPC
        case .fileWriteVolumeReadOnly: EROFS
        default: nil
        }
    }
}

extension HoldfastError {
    /// The error of a file or folder that could not be written: `capacity` when the disk is full, else `file`.
    /// - Parameters:
    ///   - what: what was tried, with the path, such as `cannot write /a/b`.
    ///   - advice: what to do where the disk is not full.
    public static func writing(
        _ what: String, advice: String, cause: any Error, fileID: StaticString = #fileID, line: UInt = #line
    ) -> HoldfastError {
        let cause = SystemCause(cause)
        if cause.isFull { return HoldfastError(.capacity, "\(what): the disk is full; free some space", fileID: fileID, line: line) }
        return HoldfastError(.file, "\(what); \(advice)", cause: cause, fileID: fileID, line: line)
    }
}
