// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension ChatTool {
    /// OpenAI's form.
    var body: AnyJSON {
        .object([
            "type": .string("function"),
            "function": .object(["name": .string(name), "description": .string(summary), "parameters": parameters]),
        ])
    }
}

extension ChatToolChoice {
    /// OpenAI's form; nil for what is the default.
    var body: AnyJSON? {
        switch self {
        case .automatic: nil
        case .none: .string("none")
        case .required: .string("required")
        case .named(let name): .object(["type": .string("function"), "function": .object(["name": .string(name)])])
        }
    }
}

extension ChatDialect.JSONForm {
    /// `response_format` for a schema; nil where words alone ask for it.
    func body(_ schema: ChatSchema) -> AnyJSON? {
        switch self {
        case .schema:
            .object([
                "type": .string("json_schema"), "json_schema": .object(["name": .string(schema.name), "schema": schema.schema]),
            ])
        case .objectWithSchema: .object(["type": .string("json_object"), "schema": schema.schema])
        case .object: .object(["type": .string("json_object")])
        case .words: nil
        }
    }

    /// The conversation with the schema told in words, where the server does not take it.
    func telling(_ schema: ChatSchema, in messages: [ChatMessage]) -> [ChatMessage] {
        guard self == .object || self == .words, let last = messages.lastIndex(where: { $0.role == .user || $0.role == .system }) else {
            return messages
        }
        var messages = messages
        messages[last].content += "\n\nAnswer with one JSON object and nothing else. It has to fit this JSON schema: " + schema.schema.line
        return messages
    }
}

extension AnyJSON {
    /// On one line, keys in order.
    var line: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.isFinite ? value.description : "null"
        case .string(let value): value.quotedInJSON
        case .array(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.sorted { $0.key < $1.key }.map { $0.key.quotedInJSON + ": " + $0.value.line }.joined(separator: ", ") + "}"
        }
    }
}
