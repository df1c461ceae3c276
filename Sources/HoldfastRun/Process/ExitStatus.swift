// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// What the process says when it ends.
public enum ExitStatus {
    /// The command was carried out, or help was asked for.
    public static let fine: Int32 = 0
    /// Something failed, or the run was stopped before its end.
    public static let failure: Int32 = 1
    /// The command line or the configuration cannot be carried out.
    public static let usage: Int32 = 2
    /// The command was carried out, and its gate was not met.
    public static let gateNotMet: Int32 = 3
    /// Ended at once by a second Ctrl-C.
    public static let interrupted: Int32 = 130

    /// The status of an error.
    public static func of(_ error: any Error) -> Int32 {
        guard let error = error as? HoldfastError else { return failure }
        return [.usage, .configuration].contains(error.code) ? usage : failure
    }

    /// The one line a person reads, without line breaks.
    public static func line(of error: any Error) -> String {
        let text = (error as? HoldfastError)?.description ?? SystemCause(error).description
        return "holdfast: error: " + text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
