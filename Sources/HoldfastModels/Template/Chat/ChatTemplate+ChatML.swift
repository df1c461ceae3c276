// SPDX-License-Identifier: Apache-2.0

extension ChatTemplate {
    private static let qwenSystem = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."
    private static let toolHead =
        "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
        + "You are provided with function signatures within <tools></tools> XML tags:\n<tools>"
    private static let toolTail =
        "\n</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n"
        + "<tool_call>\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n</tool_call>"

    func chatML(_ messages: [TemplateMessage], _ tools: [ChatValue], _ addsGenerationPrompt: Bool) -> [TemplatePiece] {
        var pieces = TemplatePieces()
        let first = messages[0].role == .system ? messages[0].content : nil
        let system = first ?? (family == .qwen2_5 ? Self.qwenSystem : family == .chatML ? defaultSystem : nil)
        pieces.message = first == nil ? nil : 0
        if !tools.isEmpty {
            let list = Self.toolHead + tools.map { "\n" + $0.json() }.joined() + Self.toolTail
            open("system", &pieces)
            pieces.text([system, list].compactMap(\.self).joined(separator: "\n\n"))
            close(&pieces)
        } else if let system {
            open("system", &pieces)
            pieces.text(system)
            close(&pieces)
        }
        let lastQuery = messages.lastIndex { $0.role == .user && !Self.isToolResponse($0.content) } ?? messages.count - 1
        for (index, message) in messages.enumerated() where index > 0 || first == nil {
            pieces.message = index
            switch message.role {
            case .system, .user:
                open(message.role.rawValue, &pieces)
                pieces.text(message.content)
                close(&pieces)
            case .assistant:
                answer(message, isLast: index == messages.count - 1, isBehindLastQuery: index > lastQuery, &pieces)
            case .tool:
                if index == 0 || messages[index - 1].role != .tool {
                    pieces.special("<|im_start|>")
                    pieces.text("user")
                }
                pieces.text("\n<tool_response>\n" + message.content + "\n</tool_response>")
                if index == messages.count - 1 || messages[index + 1].role != .tool { close(&pieces) }
            }
        }
        if addsGenerationPrompt {
            pieces.message = messages.count
            open("assistant", &pieces)
            if family == .qwen3, !thinks { pieces.text("<think>\n\n</think>\n\n") }
        }
        return pieces.pieces
    }

    private func answer(_ message: TemplateMessage, isLast: Bool, isBehindLastQuery: Bool, _ pieces: inout TemplatePieces) {
        let calls = message.toolCalls.map { call in
            "<tool_call>\n{\"name\": \"\(call.name)\", \"arguments\": \(call.arguments.json())}\n</tool_call>"
        }
        open("assistant", &pieces)
        if family == .qwen3 {
            var (thought, spoken) = Self.thought(message.reasoning, message.content)
            let answer = spoken
            if isBehindLastQuery, isLast || !thought.isEmpty {
                thought = thought.withoutLastBreaks.withoutFirstBreaks
                spoken = "<think>\n\(thought)\n</think>\n\n\(spoken.withoutFirstBreaks)"
            }
            // Whether a line break comes first is decided by what is said without the thoughts.
            pieces.line(spoken + (calls.isEmpty ? "" : (answer.isEmpty ? "" : "\n") + calls.joined(separator: "\n")))
        } else {
            pieces.line(([message.content].filter { !$0.isEmpty || calls.isEmpty } + calls).joined(separator: "\n"))
        }
        close(&pieces)
    }

    private func open(_ role: String, _ pieces: inout TemplatePieces) {
        pieces.special("<|im_start|>")
        pieces.text(role + "\n")
    }

    private func close(_ pieces: inout TemplatePieces) {
        pieces.special("<|im_end|>")
        pieces.text("\n")
    }

    private static func isToolResponse(_ content: String) -> Bool {
        content.utf8.starts(with: "<tool_response>".utf8) && content.utf8.reversed().starts(with: "</tool_response>".utf8.reversed())
    }

    /// What was thought and what is said, as Qwen3's template tells them apart.
    private static func thought(_ reasoning: String?, _ content: String) -> (thought: String, spoken: String) {
        if let reasoning { return (reasoning, content) }
        guard let (before, after) = content.around("</think>") else { return ("", content) }
        let opened = before.withoutLastBreaks
        return ((opened.around("<think>")?.after ?? opened).withoutFirstBreaks, after.withoutFirstBreaks)
    }
}
