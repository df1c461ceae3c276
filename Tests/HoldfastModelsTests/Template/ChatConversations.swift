// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// A conversation with the options that a template takes.
struct ChatConversation: Sendable {
    var messages: [TemplateMessage]
    var tools: [ChatValue] = []
    var addsGenerationPrompt = false
    /// What is set in the template, by the names that published templates have for it.
    var options: [ChatValue.Member] = []

    /// As `apply_chat_template` takes it.
    var value: ChatValue {
        .object([
            .init("messages", .array(messages.map(\.value))), .init("tools", .array(tools)),
            .init("prompts", .bool(addsGenerationPrompt)), .init("options", .object(options)),
        ])
    }
}

extension TemplateMessage {
    fileprivate var value: ChatValue {
        var members: [ChatValue.Member] = [.init("role", .string(role.rawValue)), .init("content", .string(content))]
        if let reasoning { members.append(.init("reasoning_content", .string(reasoning))) }
        if let toolCallID { members.append(.init("tool_call_id", .string(toolCallID))) }
        let calls = toolCalls.map { call -> ChatValue in
            let function: ChatValue = ["name": .string(call.name), "arguments": call.arguments]
            return .object((call.id.map { [.init("id", .string($0))] } ?? []) + [.init("type", "function"), .init("function", function)])
        }
        if !calls.isEmpty { members.append(.init("tool_calls", .array(calls))) }
        return .object(members)
    }
}

/// Random conversations that a family has a place for, and some that it has not.
struct ChatConversations {
    private var stream: RandomStream
    private let family: ChatTemplate.Family

    static func make(_ family: ChatTemplate.Family, count: Int, seed: UInt64) -> [ChatConversation] {
        var maker = ChatConversations(
            stream: RandomKey(seed: seed ^ StableHash.of(family.rawValue), purpose: .text).stream, family: family)
        return (0..<count).map { _ in maker.conversation() }
    }

    static let tools: [ChatValue] = [
        [
            "type": "function",
            "function": [
                "name": "find_train", "description": "Finds \"trains\" to Zürich\nand back",
                "parameters": [
                    "type": "object",
                    "properties": ["to": ["type": "string"], "fare": ["type": "number", "maximum": 1e16, "multipleOf": 0.00001, "enum": []]],
                    "required": ["to"], "additionalProperties": false,
                ],
            ],
        ],
        ["type": "function", "function": ["name": "now", "description": "The time", "parameters": ["type": "object", "properties": [:]]]],
    ]

    private mutating func conversation() -> ChatConversation {
        let usesTools = family.hasTools && stream.chance(0.5)
        var messages: [TemplateMessage] = stream.chance(0.7) ? [TemplateMessage(.system, text())] : []
        let first = messages.count
        for turn in 0..<(1 + stream.next() % 6) {
            // A broken order is for the template to refuse or to render.
            let isUser = turn.isMultiple(of: 2) != stream.chance(0.04)
            guard !isUser else {
                messages.append(TemplateMessage(.user, text()))
                continue
            }
            if usesTools, stream.chance(0.6), messages.count > first { call(&messages) }
            let thinks = family == .qwen3 && stream.chance(0.4)
            messages.append(
                TemplateMessage(
                    .assistant, (family == .qwen3 && stream.chance(0.4) ? "<think>\n\(text())\n</think>\n\n" : "") + text(),
                    reasoning: thinks ? text() : nil))
        }
        var conversation = ChatConversation(messages: messages, tools: usesTools ? Self.tools : [], addsGenerationPrompt: stream.chance(0.5))
        switch family {
        case .qwen3: if stream.chance(0.3) { conversation.options.append(.init("enable_thinking", .bool(stream.chance(0.5)))) }
        case .llama3_1:
            if stream.chance(0.3) { conversation.options.append(.init("date_string", "25 Nov 2025")) }
            if stream.chance(0.3) { conversation.options.append(.init("tools_in_user_message", .bool(stream.chance(0.5)))) }
        default: break
        }
        return conversation
    }

    private mutating func call(_ messages: inout [TemplateMessage]) {
        let several = family == .llama3_1 ? stream.chance(0.05) : stream.chance(0.3)
        let calls = (0...(several ? 1 : 0)).map { number in
            TemplateToolCall(
                id: stream.chance(0.97) ? "abcDEF12\(number)" : "x\(number)", name: "find_train",
                arguments: ["to": .string(text()), "people": 3, "fare": 12.5, "back": nil, "stops": ["a", true]])
        }
        messages.append(TemplateMessage(.assistant, stream.chance(0.5) ? "" : text(), toolCalls: calls))
        for call in calls { messages.append(TemplateMessage(.tool, "{\"fare\": 12.5, \"note\": \"\(text())\"}", toolCallID: call.id)) }
    }

    private mutating func text() -> String {
        let words = [
            "Hello", "I'd", "like", "a", "train", "to", "Zürich", "at 19:30.", "for 12", "é", "e\u{301}", "会議", "👍🏽", "\n", "\n\n", "  ", "\t",
            "<tool_call>", "{\"a\": 1}", "it's", "!!", "[INST", "\u{1D}", "\u{A0}", "<tool_response>",
        ]
        return (0..<(stream.next() % 9)).map { _ in (stream.pick(words) ?? "") + (stream.chance(0.8) ? " " : "") }.joined()
    }
}
