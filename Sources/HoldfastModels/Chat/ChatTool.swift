// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore

/// A function that a chat model may call.
public struct ChatTool: Hashable, Sendable, Codable {
    /// Letters, digits, `_` and `-`.
    public var name: String
    /// What it does, for the model.
    public var summary: String
    /// The JSON schema of its arguments, an object.
    public var parameters: AnyJSON

    /// A function with the schema of its arguments; by default it takes none.
    public init(
        name: String, summary: String = "", parameters: AnyJSON = .object(["type": .string("object"), "properties": .object([:])])
    ) {
        self.name = name
        self.summary = summary
        self.parameters = parameters
    }
}

/// A call of a tool, as a model wrote it.
public struct ChatToolCall: Hashable, Sendable, Codable {
    /// By which the tool's result refers to the call.
    public var id: String
    /// The tool's name.
    public var name: String
    /// The arguments as JSON text, exactly as the model wrote them: it may be wrong.
    public var arguments: String

    /// A call with its arguments as JSON text.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }

    /// The arguments by name. No text at all stands for no arguments.
    /// - Throws: `format` where the model wrote something else than a JSON object.
    public func parsedArguments() throws -> [String: AnyJSON] {
        if arguments.allSatisfy(\.isWhitespace) { return [:] }
        guard let object = (try? JSONDecoder().decode(AnyJSON.self, from: Data(arguments.utf8)))?.object else {
            throw HoldfastError(
                .format, "the arguments of the call of `\(name)` are no JSON object: \(arguments.prefix(200)); tell the model so, or ask again")
        }
        return object
    }
}

/// Whether the model has to call a tool.
public enum ChatToolChoice: Hashable, Sendable {
    /// As the model likes; none; at least one of them; this one.
    case automatic, none, required, named(String)

    /// Whether a reply without a call would be wrong.
    var demandsCall: Bool {
        switch self {
        case .automatic, .none: false
        case .required, .named: true
        }
    }
}
