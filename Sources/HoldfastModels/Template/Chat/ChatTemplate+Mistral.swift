// SPDX-License-Identifier: Apache-2.0

extension ChatTemplate {
    func mistralV1(_ messages: [TemplateMessage]) throws -> [TemplatePiece] {
        let (system, first) = Self.system(of: messages)
        var pieces = TemplatePieces()
        if let beginning { pieces.special(beginning) }
        for index in first..<messages.count {
            let message = messages[index]
            pieces.message = index
            try requireTurn(index - first, of: message.role)
            if message.role == .user {
                pieces.text(" [INST] " + (index == first ? system.map { $0 + "\n\n" } ?? "" : "") + message.content + " [/INST]")
            } else {
                pieces.line(" " + message.content)
                pieces.special(ending)
            }
        }
        return pieces.pieces
    }

    func mistralV3(_ messages: [TemplateMessage], _ tools: [ChatValue]) throws -> [TemplatePiece] {
        let (system, first) = Self.system(of: messages)
        let lastUser = messages.last { $0.role == .user }
        var turn = 0
        var pieces = TemplatePieces()
        if let beginning { pieces.special(beginning) }
        for index in first..<messages.count {
            let message = messages[index]
            pieces.message = index
            if message.role != .tool, message.toolCalls.isEmpty {
                try requireTurn(turn, of: message.role)
                turn += 1
            }
            switch message.role {
            case .user:
                // The template finds the last message by what it says.
                if !tools.isEmpty, message.content == lastUser?.content { try list(tools, &pieces) }
                pieces.special("[INST]")
                pieces.text(" " + (index == messages.count - 1 ? system.map { $0 + "\n\n" } ?? "" : "") + message.content)
                pieces.special("[/INST]")
            case .assistant where !message.toolCalls.isEmpty:
                pieces.special("[TOOL_CALLS]")
                let calls = try message.toolCalls.map { call in
                    let id = try checked(call.id, index)
                    return "{\"name\": \(ChatValue.string(call.name).json()), \"arguments\": \(call.arguments.json()), \"id\": \"\(id)\"}"
                }
                pieces.text(" [" + calls.joined(separator: ", ") + "]")
                pieces.special(ending)
            case .assistant:
                pieces.line(" " + message.content.stripped)
                pieces.special(ending)
            case .tool:
                pieces.special("[TOOL_RESULTS]")
                pieces.text(" {\"content\": \(message.content), \"call_id\": \"\(try checked(message.toolCallID, index))\"}")
                pieces.special("[/TOOL_RESULTS]")
            case .system: throw refusal("a system message that is not the first")
            }
        }
        return pieces.pieces
    }

    private static func system(of messages: [TemplateMessage]) -> (text: String?, first: Int) {
        messages[0].role == .system ? (messages[0].content, 1) : (nil, 0)
    }

    private func requireTurn(_ turn: Int, of role: ChatRole) throws {
        guard role != .system else { throw refusal("a system message that is not the first") }
        guard (role == .user) == turn.isMultiple(of: 2) else {
            throw refusal("roles that do not alternate: behind the system message, user and assistant take turns, the user first")
        }
    }

    private func checked(_ id: String?, _ index: Int) throws -> String {
        guard let id, id.unicodeScalars.count == 9 else {
            throw refusal("the tool call identifier `\(id ?? "")` of message \(index): it must be nine letters or digits")
        }
        return id
    }

    /// The template writes texts of a function as they are, without escapes.
    private func list(_ tools: [ChatValue], _ pieces: inout TemplatePieces) throws {
        let functions = try tools.map { tool in
            guard case .object(let members)? = tool["function"] else { throw refusal("a tool that is no function") }
            let parts = members.filter { $0.key != "return" }.map { member in
                if case .string(let text) = member.value { return "\"\(member.key)\": \"\(text)\"" }
                return "\"\(member.key)\": \(member.value.json())"
            }
            return "{\"type\": \"function\", \"function\": {" + parts.joined(separator: ", ") + "}}"
        }
        pieces.special("[AVAILABLE_TOOLS]")
        pieces.text(" [" + functions.joined(separator: ", ") + "]")
        pieces.special("[/AVAILABLE_TOOLS]")
    }
}
