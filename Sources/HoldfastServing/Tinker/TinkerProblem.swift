// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A call of the Tinker protocol that is refused at once, with its status.
struct TinkerProblem: Error, Sendable, Hashable {
    var status: Int
    var message: String

    static func notFound(_ what: String) -> TinkerProblem { TinkerProblem(status: 404, message: "there is no \(what) here") }
    /// What was here and will not come back.
    static func gone(_ what: String) -> TinkerProblem { TinkerProblem(status: 410, message: "\(what) is not here any more") }

    /// What was thrown by the work of a call.
    init(_ error: any Error) {
        switch error {
        case let problem as TinkerProblem: self = problem
        case let conflict as RequestConflict:
            self.init(status: 409, message: "another request had the number \(conflict.number) of this model or sampler; take the next one")
        case let error as HoldfastError where [.usage, .format, .model, .configuration].contains(error.code):
            self.init(status: 400, message: error.description)
        case let error as HoldfastError: self.init(status: 500, message: error.description)
        default: self.init(status: 500, message: "the server failed: \(error)")
        }
    }

    init(status: Int, message: String) {
        self.status = status
        self.message = message
    }
}
