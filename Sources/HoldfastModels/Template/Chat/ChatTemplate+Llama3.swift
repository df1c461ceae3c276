// SPDX-License-Identifier: Apache-2.0

extension ChatTemplate {
    func llama3(_ messages: [TemplateMessage], _ addsGenerationPrompt: Bool) -> [TemplatePiece] {
        var pieces = TemplatePieces()
        if let beginning { pieces.special(beginning) }
        for (index, message) in messages.enumerated() {
            pieces.message = index
            said(message, &pieces)
        }
        pieces.message = messages.count
        if addsGenerationPrompt { head("assistant", &pieces) }
        return pieces.pieces
    }

    func llama3_1(_ messages: [TemplateMessage], _ tools: [ChatValue], _ addsGenerationPrompt: Bool) throws -> [TemplatePiece] {
        var pieces = TemplatePieces()
        if let beginning { pieces.special(beginning) }
        let system = messages[0].role == .system ? messages[0].content.stripped : ""
        var rest = messages.indices.dropFirst(messages[0].role == .system ? 1 : 0)
        pieces.message = messages[0].role == .system ? 0 : nil
        head("system", &pieces)
        if !tools.isEmpty { pieces.text("Environment: ipython\n") }
        pieces.text("Cutting Knowledge Date: December 2023\nToday Date: \(date)\n\n")
        let format =
            "Respond in the format {\"name\": function name, \"parameters\": dictionary of argument name and its value}."
            + "Do not use variables.\n\n" + tools.map { $0.json(indent: 4) + "\n\n" }.joined()
        if !tools.isEmpty, !putsToolsIntoUserMessage {
            pieces.text("You have access to the following functions. To call a function, please respond with JSON for a function call." + format)
        }
        pieces.text(system)
        pieces.special("<|eot_id|>")
        if !tools.isEmpty, putsToolsIntoUserMessage {
            guard let first = rest.popFirst() else { throw refusal("tools without a first user message to put them into") }
            pieces.message = first
            head("user", &pieces)
            pieces.text(
                "Given the following functions, please respond with a JSON for a function call with its proper arguments "
                    + "that best answers the given prompt.\n\n" + format + messages[first].content.stripped)
            pieces.special("<|eot_id|>")
        }
        for index in rest {
            pieces.message = index
            let message = messages[index]
            switch message.role {
            case .tool:
                head("ipython", &pieces)
                pieces.text(ChatValue.string(message.content).json())
                pieces.special("<|eot_id|>")
            case .assistant where !message.toolCalls.isEmpty:
                guard message.toolCalls.count == 1 else { throw refusal("several tool calls in one message") }
                head("assistant", &pieces)
                let call = message.toolCalls[0]
                pieces.line("{\"name\": \"\(call.name)\", \"parameters\": \(call.arguments.json())}")
                pieces.special("<|eot_id|>")
            default: said(message, &pieces)
            }
        }
        pieces.message = messages.count
        if addsGenerationPrompt { head("assistant", &pieces) }
        return pieces.pieces
    }

    private func said(_ message: TemplateMessage, _ pieces: inout TemplatePieces) {
        head(message.role.rawValue, &pieces)
        if message.role == .assistant { pieces.line(message.content.stripped) } else { pieces.text(message.content.stripped) }
        pieces.special("<|eot_id|>")
    }

    private func head(_ role: String, _ pieces: inout TemplatePieces) {
        pieces.special("<|start_header_id|>")
        pieces.text(role)
        pieces.special("<|end_header_id|>")
        pieces.text("\n\n")
    }
}
