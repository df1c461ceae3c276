// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The key of a server. It has no description that shows it.
struct ServerKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    init(_ value: String) { self.value = value }

    /// Reads the environment.
    /// - Throws: `configuration` where the variable is not set; one that is named is meant to be used.
    init?(variable: String?) throws {
        guard let variable, !variable.isEmpty else { return nil }
        guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
            throw HoldfastError(.configuration, "the environment variable \(variable), which should hold the model server's key, is not set")
        }
        self.value = value
    }

    /// What goes into the request.
    var authorization: String { "Bearer \(value)" }

    /// A text without the key: some servers repeat it when they refuse it.
    func redacted(_ text: String) -> String { text.replacing(value, with: "[key]") }

    var description: String { "[key]" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
