// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// `holdfast doctor`.
public struct DoctorCommand: Sendable {
    var json: Bool

    public init(json: Bool) {
        self.json = json
    }

    /// Prints what was found.
    /// - Throws: `capacity` where a run cannot work here.
    public func run() throws {
        let report = MachineReport()
        Output.write(json ? report.json.page : report.text)
        if let problem = report.problems.first { throw HoldfastError(.capacity, problem) }
    }
}
