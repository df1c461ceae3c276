// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ChatTemplate {
    /// Recognises the template of a published model by its distinctive marks.
    /// - Parameter source: the text of a `chat_template`.
    /// - Throws: `model` where it is of no family that is known.
    public init(recognising source: String) throws {
        let source = TemplateSource(source)
        let found = Family.allCases.filter { family in
            guard let marks = family.marks else { return false }
            return marks.present.allSatisfy(source.contains) && !marks.absent.contains(where: source.contains)
        }
        guard found.count == 1, let family = found.first else {
            throw HoldfastError(
                .model,
                "the chat template is none that Holdfast knows (\(Family.allCases.map(\.rawValue).joined(separator: ", "))); "
                    + "where it renders conversations as one of them does, name that one as simulator.template")
        }
        self.init(family)
        if family == .chatML { defaultSystem = source.chatMLSystem }
    }
}

extension ChatTemplate.Family {
    /// What a template of this family has in it, and what it has not; nil for one that no folder has.
    fileprivate var marks: (present: [String], absent: [String])? {
        let otherMedia = ["<|vision_start|>", "<|image", "image_url", "audio"]
        switch self {
        case .chatML:
            return (
                ["'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'", "'<|im_start|>assistant\\n'"],
                ["tool", "<think>", "trim", "raise_exception", "bos_token", "eos_token"] + otherMedia
            )
        case .qwen2_5:
            return (
                [
                    "<|im_start|>", "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.", "<tools></tools>",
                    "'\\n<tool_response>\\n'",
                ],
                ["<think>", "<function="] + otherMedia
            )
        case .qwen3:
            return (
                ["<|im_start|>", "<tools></tools>", "last_query_index", "reasoning_content", "enable_thinking is false"],
                ["<function=", "preserve_thinking"] + otherMedia
            )
        case .qwen3Instruct:
            return (
                ["<|im_start|>", "<tools></tools>", "messages[0].content + '\\n\\n'", "'\\n<tool_response>\\n'"],
                ["<think>", "last_query_index", "You are Qwen", "You are a helpful", "<function="] + otherMedia
            )
        case .llama3:
            return (
                [
                    "'<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>'",
                    "bos_token + content", "if add_generation_prompt",
                ], ["tool", "ipython", "Cutting Knowledge"] + otherMedia
            )
        case .llama3_1:
            return (
                [
                    "'<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>'",
                    "Cutting Knowledge Date: December 2023", "tools_in_user_message", "Environment: ipython",
                ], otherMedia
            )
        case .mistralV1:
            return (
                ["' [INST] ' + system_message + '\\n\\n' + message['content'] + ' [/INST]'", "' ' + message['content'] + "],
                ["tool"] + otherMedia
            )
        case .mistralV3:
            return (
                [
                    "'[INST] ' + system_message + '\\n\\n' + message['content'] + '[/INST]'", "'[AVAILABLE_TOOLS] ['", "'[TOOL_CALLS] ['",
                    "' ' + message['content']|trim + ",
                ], otherMedia
            )
        case .plain: return nil
        }
    }
}

/// The text of a template with its quotes and line breaks written in one way.
private struct TemplateSource {
    private let text: String

    init(_ source: String) {
        var text = ""
        for scalar in source.unicodeScalars {
            switch scalar {
            case "\"": text += "'"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        self.text = text
    }

    func contains(_ mark: String) -> Bool { text.around(mark) != nil }

    /// What a ChatML template puts before conversations without a system message; nil for nothing.
    var chatMLSystem: String? {
        var rest = text[...]
        while let head = rest.firstRange(of: "<|im_start|>system\\n") {
            rest = rest[head.upperBound...]
            guard let end = rest.firstRange(of: "<|im_end|>") else { return nil }
            let words = rest[..<end.lowerBound]
            if !words.contains("'"), !words.contains("{") { return String(words.replacing("\\n", with: "\n")) }
        }
        return nil
    }
}

extension Substring {
    fileprivate func firstRange(of mark: String) -> Range<Index>? { ranges(of: mark).first }
}
