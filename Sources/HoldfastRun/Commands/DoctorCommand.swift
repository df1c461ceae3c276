// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// `holdfast doctor`.
public struct DoctorCommand: Sendable {
    var server: String?
    var model: String?
    var keyVariable: String?
    var keyFile: String?
    var json: Bool

    /// - Parameters:
    ///   - server: URL of a model server to ask instead of looking at this machine.
    ///   - model: the model to ask there; the first one it lists where nil.
    ///   - keyVariable: environment variable that holds the server's key.
    ///   - keyFile: file that holds it in its first line.
    public init(server: String? = nil, model: String? = nil, keyVariable: String? = nil, keyFile: String? = nil, json: Bool) {
        self.server = server
        self.model = model
        self.keyVariable = keyVariable
        self.keyFile = keyFile
        self.json = json
    }

    /// Prints what was found.
    /// - Throws: `capacity` where a run cannot work here, `server` where a server does not answer.
    public func run() async throws {
        if let server {
            let report = try await ServerReport(asking: server, model: model, keyVariable: keyVariable, keyFile: keyFile)
            return try Output.write(json ? report.json.page : report.text)
        }
        let report = MachineReport()
        try Output.write(json ? report.json.page : report.text)
        if let problem = report.problems.first { throw HoldfastError(.capacity, problem) }
    }
}
