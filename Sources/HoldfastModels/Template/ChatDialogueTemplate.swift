// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Renders a dialogue for a published model, in the chat template that it was trained on.
///
/// The simulator sits in the user's seat and speaks as `assistant`; the agent's lines have the role `user`; persona and goal are the
/// system message. The tokens of its lines are those that it sampled, wherever the template writes what they spell (whitespace around it
/// aside). A template that writes something else, as Qwen3's does for thoughts of earlier turns, is not append-only: see `TokenTrace.read`.
public struct ChatDialogueTemplate: SimulatorTemplate {
    /// How conversations are rendered.
    public let chat: ChatTemplate
    /// Ends a line.
    public let endOfTurn: Int32
    /// Ends the conversation.
    public let endOfDialogue: Int32
    /// Tokens that begin or surround messages.
    public let markers: [Int32]
    private let encoder: TemplateEncoder
    /// A conversation up to where the user speaks.
    private let cue: [TemplatePiece]
    private var tokenizer: any Tokenizer { encoder.tokenizer }

    /// - Parameter endOfDialogue: spelling of the special token that ends the dialogue for good; nil takes the family's usual one.
    /// - Throws: `model` where the tokenizer lacks a token of the template, or has none to end a dialogue with.
    public init(_ chat: ChatTemplate, tokenizer: any Tokenizer, endOfDialogue: String? = nil) throws {
        encoder = TemplateEncoder(tokenizer)
        func id(_ spelling: String, _ use: String) throws -> Int32 {
            guard let id = tokenizer.specialToken(spelling) else {
                throw HoldfastError(.model, "the tokenizer has no special token \(spelling), which \(use)")
            }
            return id
        }
        let family = chat.family
        self.chat = chat
        endOfTurn = try id(chat.ending, "ends a line in the chat template \(family.rawValue)")
        markers = try (family.markers + [chat.beginning].compactMap(\.self)).map { try id($0, "the chat template \(family.rawValue) needs") }
        if let endOfDialogue {
            self.endOfDialogue = try id(endOfDialogue, "is to end a dialogue; name one of its special tokens")
        } else {
            let candidates = family.dialogueEndings.filter { $0 != chat.ending }
            guard let found = candidates.lazy.compactMap({ tokenizer.specialToken($0) }).first else {
                throw HoldfastError(
                    .model,
                    "the tokenizer has no special token to end a dialogue with (\(candidates.joined(separator: ", "))); "
                        + "name one of its special tokens that the template does not use")
            }
            self.endOfDialogue = found
        }
        guard self.endOfDialogue != endOfTurn, !markers.contains(self.endOfDialogue) else {
            throw HoldfastError(
                .model,
                "\(tokenizer.decode([self.endOfDialogue], includingSpecial: true)) cannot end a dialogue: the chat template "
                    + "\(family.rawValue) uses it within one; name another special token")
        }
        // Whatever a conversation may hold, its tokens are there.
        cue = try chat.render([TemplateMessage(.system, ""), TemplateMessage(.user, "")], addsGenerationPrompt: true)
        _ = try encoder.tokens(of: cue)
    }

    /// The dialogue so far. Mistral's families want both seats to take turns, the agent first.
    /// - Throws: `configuration` where they do not.
    public func context(prompt: String, lines: [DialogueLine], isAsked: Bool) throws -> DialogueContext {
        let messages =
            [TemplateMessage(.system, prompt)]
            + lines.map { line in
                switch line {
                case .agent(let text): TemplateMessage(.user, text)
                case .user(let sampled): TemplateMessage(.assistant, tokenizer.decode(sampled).stripped)
                }
            }
        var builder = ContextBuilder(encoder: encoder)
        var wasLine = false
        for piece in try chat.render(messages, addsGenerationPrompt: isAsked) {
            let isBehindLine = wasLine
            wasLine = false
            // The line's own tokens end it.
            if isBehindLine, piece.kind == .special, piece.text == chat.ending { continue }
            guard piece.kind == .line, let message = piece.message, case .user(let sampled) = lines[message - 1],
                piece.text.stripped == messages[message].content
            else {
                try builder.append(piece)
                continue
            }
            try builder.append(ended(sampled), line: message - 1)
            wasLine = true
        }
        return try builder.context()
    }

    /// Text of a sampled line as the agent hears it: without thoughts and its ending token.
    public func text(of sampled: [Int32]) -> String {
        let text = tokenizer.decode(sampled)
        return String(decoding: Array(text.utf8)[spokenRange(of: text)], as: UTF8.self)
    }

    /// Nothing while thoughts may come or go on.
    public func certainText(of sampled: [Int32]) -> String {
        guard chat.family == .qwen3 else { return text(of: sampled) }
        let text = tokenizer.decode(sampled)
        if text.around("</think>") != nil { return self.text(of: sampled) }
        let begun = text.stripped
        return chat.thinks || begun.contains("<think>") || "<think>".hasPrefix(begun) ? "" : self.text(of: sampled)
    }

    /// Where each token of a sampled line stands in `text(of:)`; thoughts have empty places.
    public func places(of sampled: [Int32]) -> [Range<Int>]? {
        places(of: sampled.map(tokenizer.bytes(of:)), kept: spokenRange)
    }

    /// Tokens of a user line written by somebody else.
    public func userLine(_ text: String, ends: Bool) -> [Int32] {
        let written = chat.written(text)
        let before = String(cue.reversed().prefix { $0.kind != .special }.reversed().map(\.text).joined())
        let (head, whole) = (tokenizer.encodeContinuation(before), tokenizer.encodeContinuation(before + written))
        // As one text with what stands before it, so that it begins as a sampled line does; a line of its own where the two would merge.
        let line = whole.starts(with: head) ? Array(whole.dropFirst(head.count)) : tokenizer.encodeContinuation(written)
        return line + [ends ? endOfDialogue : endOfTurn]
    }

    /// How a token is spelled, special ones included.
    public func spelling(of token: Int32) -> String { tokenizer.decode([token], includingSpecial: true) }

    private func spokenRange(of text: String) -> Range<Int> {
        guard chat.family == .qwen3 else { return text.trimmedRange }
        guard let spoken = text.around("</think>")?.after else {
            // Thoughts that never ended: nothing was said.
            return text.around("<think>") == nil ? text.trimmedRange : 0..<0
        }
        let range = spoken.trimmedRange
        let start = text.utf8.count - spoken.utf8.count
        return start + range.lowerBound..<start + range.upperBound
    }
}

/// Gathers what a simulator reads. Neighbouring texts are encoded as one, as they are when a whole conversation is rendered at once.
private struct ContextBuilder {
    let encoder: TemplateEncoder
    private var parts: [DialogueContext.Part] = []
    private var texts: [TemplatePiece] = []

    init(encoder: TemplateEncoder) { self.encoder = encoder }

    mutating func append(_ piece: TemplatePiece) throws {
        guard piece.kind == .special else {
            texts.append(piece)
            return
        }
        try flush()
        parts.append(DialogueContext.Part(try encoder.tokens(of: [piece]), line: Self.line(of: piece)))
    }

    mutating func append(_ tokens: [Int32], line: Int) throws {
        try flush()
        parts.append(DialogueContext.Part(tokens, line: line))
    }

    mutating func context() throws -> DialogueContext {
        try flush()
        return DialogueContext(parts: parts)
    }

    private mutating func flush() throws {
        // A text of several messages counts as the last one's, but what comes first belongs to the prompt.
        guard let piece = parts.isEmpty ? texts.first : texts.last else { return }
        parts.append(DialogueContext.Part(try encoder.tokens(of: texts, isStart: parts.isEmpty), line: Self.line(of: piece)))
        texts = []
    }

    /// The first message is the prompt.
    private static func line(of piece: TemplatePiece) -> Int? { piece.message.flatMap { $0 == 0 ? nil : $0 - 1 } }
}
