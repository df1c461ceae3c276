// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastModels

/// Texts and ids of every family, against `apply_chat_template` of transformers with the templates of published models.
@Suite(.enabled(if: PublishedTemplates.python != nil, "needs a Python with transformers; set HOLDFAST_PYTHON"))
struct ChatTemplateAgreementTests {
    private static let seed: UInt64 = 20_27
    private static let conversations = Dictionary(
        uniqueKeysWithValues: ChatTemplate.Family.allCases.map { ($0.rawValue, ChatConversations.make($0, count: 400, seed: seed)) })

    /// What transformers makes of a family's conversations, with the folder that it wrote opened.
    private struct Reference: Sendable {
        var answer: PublishedTemplates.Answer
        var template: ChatTemplate?
        var encoder: TemplateEncoder
    }

    /// One process for all families: most of its time goes into starting.
    private static let references = Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-templates-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try PublishedTemplates.answers(conversations, writing: folder).map { answers in
            try Dictionary(
                uniqueKeysWithValues: answers.map { name, answer in
                    let path = "\(folder)/\(name)"
                    return (
                        name,
                        Reference(
                            answer: answer,
                            template: try answer.template.map { _ in try ChatTemplate(folder: path, family: name == "plain" ? .plain : nil) },
                            encoder: TemplateEncoder(try BPETokenizer(file: path + "/tokenizer.json")))
                    )
                })
        }
    }

    @Test(arguments: ["chatml", "plain"]) func `ours agree`(family: String) throws { try compare(family) }

    @Test(
        .enabled(if: PublishedTemplates.has("trl"), "needs the package trl, which carries them"),
        arguments: ["qwen2.5", "qwen3", "qwen3-instruct", "llama3", "llama3.1"])
    func `Qwen and Llama agree`(family: String) throws { try compare(family) }

    @Test(
        .enabled(if: PublishedTemplates.has("xinference"), "needs xinference 1.0 (pip install --no-deps), which carries them"),
        arguments: ["mistral-v1", "mistral-v3"])
    func `Mistral agrees`(family: String) throws { try compare(family) }

    /// Dialogues of a user seat, as an episode reads them line by line, against their rendering as a whole.
    @Test func `what is read line by line is what is rendered at once`() throws {
        let references = try #require(try Self.references.get())
        var stream = RandomKey(seed: Self.seed, purpose: .selection).stream
        var differences: [String] = []
        for (name, reference) in references.sorted(by: { $0.key < $1.key }) {
            guard let chat = reference.template else { continue }
            let template = try ChatDialogueTemplate(chat, tokenizer: reference.encoder.tokenizer)
            for _ in 0..<100 {
                let texts = (0..<7).map { _ in Self.words.map { stream.pick($0) ?? "" }.joined(separator: " ") }
                var (trace, lines) = (TokenTrace(), [DialogueLine]())
                for (index, text) in texts.enumerated() {
                    guard !index.isMultiple(of: 2) else {
                        lines.append(.agent(text))
                        continue
                    }
                    trace.read(try template.context(prompt: texts[6], lines: lines, isAsked: true))
                    let messages =
                        [TemplateMessage(.system, texts[6])]
                        + texts[..<index].enumerated().map { TemplateMessage($0.isMultiple(of: 2) ? .user : .assistant, $1) }
                    let whole = try reference.encoder.tokens(of: chat.render(messages, addsGenerationPrompt: true))
                    if Array(trace.ids[trace.newestSequence]) != whole {
                        differences.append("\(name): \(texts): \(trace.ids[trace.newestSequence]) for \(whole)")
                    }
                    let line = template.userLine(text, ends: false)
                    try trace.appendSampled(line, logprobs: line.map { _ in 0 }, turn: index)
                    lines.append(.user(line))
                }
                if trace.sequences.count != (chat.family == .mistralV3 ? 3 : 1) { differences.append("\(name): \(trace.sequences) of \(texts)") }
            }
        }
        if !differences.isEmpty { Issue.record("seed \(Self.seed): \(differences.count) differences: \(differences.prefix(2))") }
    }

    private static let words = [
        ["I", "\"Yes", "会議", "12:30", "é", "(no"], ["like a", "want\n\nto", "it's"], ["train.", "train!?", "Zürich)", "3", "👍🏽"],
    ]

    private func compare(_ name: String) throws {
        let reference = try #require(try Self.references.get()?[name])
        let (answer, encoder) = (reference.answer, reference.encoder)
        let conversations = try #require(Self.conversations[name])
        try #require(answer.renderings.count == conversations.count)
        let template = try #require(reference.template)
        #expect(template.family.rawValue == name, "the folder is recognised")
        var differences: [String] = []
        var counts = (rendered: 0, refused: 0)
        for (conversation, expected) in zip(conversations, answer.renderings) {
            let pieces = try? template.setting(conversation.options).render(
                conversation.messages, tools: conversation.tools, addsGenerationPrompt: conversation.addsGenerationPrompt)
            if pieces == nil { counts.refused += 1 } else { counts.rendered += 1 }
            if pieces.map({ Array($0.text.utf8) }) != expected.text.map({ Array($0.utf8) }) {
                differences.append("\(conversation): \(pieces?.text.debugDescription ?? "refused") for \(expected)")
            } else if let pieces, try encoder.tokens(of: pieces) != expected.ids {
                differences.append("ids of \(pieces.text.debugDescription): \(try encoder.tokens(of: pieces)) for \(expected.ids ?? [])")
            }
        }
        #expect(counts.rendered > 200, "\(name), seed \(Self.seed): \(counts)")
        if !differences.isEmpty {
            Issue.record("\(name), seed \(Self.seed): \(differences.count) differences: \(differences.prefix(2).joined(separator: "\n"))")
        }
    }
}

extension ChatTemplate {
    /// With what a conversation sets by the names of published templates.
    func setting(_ options: [ChatValue.Member]) -> ChatTemplate {
        var template = self
        for option in options {
            switch (option.key, option.value) {
            case ("enable_thinking", .bool(let flag)): template.thinks = flag
            case ("tools_in_user_message", .bool(let flag)): template.putsToolsIntoUserMessage = flag
            case ("date_string", .string(let date)): template.date = date
            default: Issue.record("\(option.key) is no option")
            }
        }
        return template
    }
}
