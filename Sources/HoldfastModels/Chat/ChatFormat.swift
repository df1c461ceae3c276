// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore

/// What form a reply has to have.
public enum ChatFormat: Hashable, Sendable {
    /// Any text.
    case text
    /// One JSON object that fits the schema.
    case json(ChatSchema)
}

/// A named JSON schema.
public struct ChatSchema: Hashable, Sendable, Codable {
    /// Letters, digits, `_` and `-`.
    public var name: String
    /// The schema, of an object.
    public var schema: AnyJSON

    /// A schema with its name.
    public init(name: String, schema: AnyJSON) {
        self.name = name
        self.schema = schema
    }
}

extension ChatReply {
    /// The reply as JSON object.
    /// - Throws: `format` where it is something else: cut off, or not what was asked for.
    public func json() throws -> [String: AnyJSON] {
        guard let object = (try? JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8)))?.object else {
            let cut = end == .length ? ", because it was cut off; allow it more tokens" : ""
            throw HoldfastError(.format, "the reply is no JSON object\(cut): \(text.prefix(200))")
        }
        return object
    }
}
