// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Turns a conversation into the text that a family of published models was trained on, as `apply_chat_template` of transformers does.
///
/// Written by hand for each family: a template of a folder is recognised, not interpreted.
public struct ChatTemplate: Hashable, Sendable {
    /// Templates that are known, by the names that configurations use.
    public enum Family: String, Sendable, Codable, CaseIterable {
        /// ChatML without tools.
        case chatML = "chatml"
        /// ChatML with tools and a system message of its own where none is given.
        case qwen2_5 = "qwen2.5"
        /// ChatML with tools; thoughts are kept in the last turn only.
        case qwen3
        /// Qwen3 of July 2025 that does not think.
        case qwen3Instruct = "qwen3-instruct"
        /// Llama 3.
        case llama3
        /// Llama 3.1 and 3.2, with a date and with tools.
        case llama3_1 = "llama3.1"
        /// Mistral 7B 0.1 and 0.2: the markers are plain text and the system message is part of the first user message.
        case mistralV1 = "mistral-v1"
        /// Mistral 7B 0.3: the markers are tokens and the system message is part of the last user message.
        case mistralV3 = "mistral-v3"
        /// `System:`, `User:` and `Assistant:` before paragraphs; for models without a template of their own.
        case plain
    }

    /// The family it renders as.
    public var family: Family
    /// What stands for the beginning of a text; nil writes nothing.
    public var beginning: String?
    /// The token that ends an assistant's message.
    public var ending: String
    /// The system message of conversations that begin without one (`chatml`); nil leaves it out.
    public var defaultSystem: String?
    /// The day it is (`llama3.1`), such as `26 Jul 2024`. Never the real one, so that a simulator reads the same tomorrow.
    public var date = "26 Jul 2024"
    /// Whether tools stand in the first user message and not in the system message (`llama3.1`).
    public var putsToolsIntoUserMessage = true
    /// Whether an assistant may think before it speaks (`qwen3`).
    public var thinks = true

    /// A template of a family with its usual tokens.
    public init(_ family: Family) {
        self.family = family
        (beginning, ending) = family.usualTokens
    }

    /// A conversation as pieces of text and tokens.
    /// - Parameters:
    ///   - messages: in order, at least one.
    ///   - tools: JSON schemas of functions, as `apply_chat_template` takes them; empty for a conversation without tools.
    ///   - addsGenerationPrompt: whether an assistant's message is begun at the end.
    /// - Throws: `configuration`, naming what the family has no place for.
    public func render(_ messages: [TemplateMessage], tools: [ChatValue] = [], addsGenerationPrompt: Bool = false) throws -> [TemplatePiece] {
        guard !messages.isEmpty else { throw refusal("a conversation without messages") }
        for (index, message) in messages.enumerated() where !message.toolCalls.isEmpty && message.role != .assistant {
            throw refusal("tool calls in message \(index), which is not an assistant's")
        }
        if !family.hasTools { try refuseTools(messages, tools) }
        return switch family {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: chatML(messages, tools, addsGenerationPrompt)
        case .llama3: llama3(messages, addsGenerationPrompt)
        case .llama3_1: try llama3_1(messages, tools, addsGenerationPrompt)
        case .mistralV1: try mistralV1(messages)
        case .mistralV3: try mistralV3(messages, tools)
        case .plain: plain(messages, addsGenerationPrompt)
        }
    }

    /// What stands for an assistant's words in its message.
    func written(_ text: String) -> String {
        switch family {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: text
        case .llama3, .llama3_1: text.stripped
        case .mistralV1: " " + text
        case .mistralV3, .plain: " " + text.stripped
        }
    }

    func refusal(_ what: String) -> HoldfastError { HoldfastError(.configuration, "the chat template \(family.rawValue) has no place for \(what)") }

    private func refuseTools(_ messages: [TemplateMessage], _ tools: [ChatValue]) throws {
        guard tools.isEmpty else { throw refusal("tools") }
        guard messages.allSatisfy(\.toolCalls.isEmpty) else { throw refusal("tool calls") }
        guard !messages.contains(where: { $0.role == .tool }) else { throw refusal("messages of tools") }
    }
}

extension ChatTemplate.Family {
    /// Whether tools and their calls have a place.
    public var hasTools: Bool {
        switch self {
        case .qwen2_5, .qwen3, .qwen3Instruct, .llama3_1, .mistralV3: true
        case .chatML, .llama3, .mistralV1, .plain: false
        }
    }

    /// What begins a text, and what ends an assistant's message.
    var usualTokens: (beginning: String?, ending: String) {
        switch self {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: (nil, "<|im_end|>")
        case .llama3, .llama3_1: ("<|begin_of_text|>", "<|eot_id|>")
        case .mistralV1, .mistralV3: ("<s>", "</s>")
        case .plain: (nil, "<|endoftext|>")
        }
    }

    /// Special tokens that begin or surround messages. An assistant does not write them.
    var markers: [String] {
        switch self {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: ["<|im_start|>"]
        case .llama3, .llama3_1: ["<|start_header_id|>", "<|end_header_id|>"]
        case .mistralV3: ["[INST]", "[/INST]"]
        case .mistralV1, .plain: []
        }
    }

    /// Special tokens that can end a dialogue for good, the first that a vocabulary has. No family has a token that means it.
    var dialogueEndings: [String] {
        switch self {
        case .chatML, .qwen2_5, .qwen3, .qwen3Instruct: ["<|endoftext|>"]
        case .llama3, .llama3_1: ["<|end_of_text|>"]
        case .mistralV1: ["<unk>"]
        case .mistralV3: ["[control_8]", "<unk>"]
        case .plain: ["<|end_of_dialogue|>", "<|im_end|>", "<|eot_id|>"]
        }
    }
}
