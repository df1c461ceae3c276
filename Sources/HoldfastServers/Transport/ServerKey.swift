// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The key of a server. It has no description that shows it.
struct ServerKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where in a request the key stands.
    enum Place: Sendable {
        /// `Authorization: Bearer KEY`, as OpenAI has it.
        case authorization
        /// `X-API-Key: KEY`, as Tinker has it.
        case apiKey
    }

    private let value: String
    private let place: Place

    init(_ value: String, place: Place = .authorization) {
        self.value = value
        self.place = place
    }

    /// Reads the environment.
    /// - Throws: `configuration` where the variable is not set; one that is named is meant to be used.
    init?(variable: String?, place: Place = .authorization) throws {
        guard let variable, !variable.isEmpty else { return nil }
        guard let value = ProcessInfo.processInfo.environment[variable], !value.isEmpty else {
            throw HoldfastError(.configuration, "the environment variable \(variable), which should hold the model server's key, is not set")
        }
        self.init(value, place: place)
    }

    /// Reads the first line of a file.
    /// - Throws: `configuration` where the file cannot be read or its first line is empty.
    init?(file: String?, place: Place = .authorization) throws {
        guard let file, !file.isEmpty else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw HoldfastError(.configuration, "the file \(file), which should hold the model server's key, cannot be read")
        }
        let line = text.prefix { !$0.isNewline }.filter { !$0.isWhitespace }
        guard !line.isEmpty else {
            throw HoldfastError(.configuration, "the file \(file) should hold the model server's key in its first line, which is empty")
        }
        self.init(String(line), place: place)
    }

    /// What goes into the request: a header's name and value.
    var header: (name: String, value: String) {
        switch place {
        case .authorization: ("authorization", "Bearer \(value)")
        case .apiKey: ("x-api-key", value)
        }
    }

    /// A text without the key: some servers repeat it when they refuse it.
    func redacted(_ text: String) -> String { text.replacing(value, with: "[key]") }

    /// A body without the key, also where it stands in JSON with its slashes escaped. Words as short as those that stand in for a key at
    /// servers without keys (`none`, `EMPTY`) may be part of any reply, and are no secret.
    func redacted(_ body: Data) -> Data {
        guard value.utf8.count >= ServerKey.shortestSecret else { return body }
        return [value, value.replacing("/", with: "\\/")].reduce(body) { body, spelling in
            var (rest, kept) = (body, Data())
            while let place = rest.firstRange(of: Data(spelling.utf8)) {
                kept += rest[..<place.lowerBound] + Data("[key]".utf8)
                rest = rest[place.upperBound...]
            }
            return kept.isEmpty ? body : kept + rest
        }
    }

    private static let shortestSecret = 16

    var description: String { "[key]" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
