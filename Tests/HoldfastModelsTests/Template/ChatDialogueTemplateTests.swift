// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

/// The user seat in the templates of published models.
@Suite struct ChatDialogueTemplateTests {
    static let special = [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
        "<|eot_id|>", "<s>", "</s>", "<unk>", "[INST]", "[/INST]",
    ]
    static let tokenizer = Result {
        try ByteLevelBPETokenizer.train(texts: TokenizerTexts.training, vocabularySize: 320, specialTokens: special)
    }

    static func template(_ family: ChatTemplate.Family, thinks: Bool = true) throws -> ChatDialogueTemplate {
        var chat = ChatTemplate(family)
        chat.thinks = thinks
        return try ChatDialogueTemplate(chat, tokenizer: tokenizer.get())
    }

    private func lines(_ template: ChatDialogueTemplate, thought: String = "") -> [DialogueLine] {
        [
            .agent("Hello?"), .user(template.userLine(thought + "A train.", ends: false)), .agent("Where to?"),
            .user(template.userLine(thought + "Ely.", ends: false)), .agent("When?"), .user(template.userLine(thought + "Now.", ends: true)),
        ]
    }

    @Test(arguments: ChatTemplate.Family.allCases) func `which families are append-only`(family: ChatTemplate.Family) throws {
        let template = try Self.template(family)
        // Mistral's third version moves the system message into the last line of the agent.
        #expect(try template.firstLineRenderedAnew(prompt: "Be Ann.", lines: lines(template)) == (family == .mistralV3 ? 3 : nil))
    }

    @Test func `thoughts of earlier lines are taken out by Qwen3 alone`() throws {
        let thought = "<think>\nHm.\n</think>\n\n"
        for family in [ChatTemplate.Family.chatML, .qwen2_5, .qwen3, .qwen3Instruct] {
            let template = try Self.template(family)
            let found = try template.firstLineRenderedAnew(prompt: "Be Ann.", lines: lines(template, thought: thought))
            #expect(found == (family == .qwen3 ? 3 : nil), "\(family)")
        }
        // The empty thought that is given instead is taken out as well.
        let silent = try Self.template(.qwen3, thinks: false)
        #expect(try silent.firstLineRenderedAnew(prompt: "Be Ann.", lines: lines(silent)) == 3)
    }

    @Test func `the layout of simulators trained here is append-only`() throws {
        let template = try ScriptedFixture().template
        let line = DialogueLine.user(template.userLine("A train.", ends: false))
        #expect(try template.firstLineRenderedAnew(prompt: "Be Ann.", lines: [.agent("a"), line, .agent("b"), line, line]) == nil)
    }

    @Test(arguments: ChatTemplate.Family.allCases) func `sampled tokens are kept as they are`(family: ChatTemplate.Family) throws {
        let template = try Self.template(family)
        let tokenizer = try Self.tokenizer.get()
        // Letter by letter, as no tokenizer would cut it, with a space too many and without an end.
        let sampled = "  A train.".utf8.flatMap { tokenizer.encode(String(Unicode.Scalar($0))) }
        let context = try template.context(prompt: "Be Ann.", lines: [.agent("a"), .user(sampled), .agent("b")], isAsked: true)
        let own = context.parts.filter { $0.line == 1 && $0.tokens.starts(with: sampled) }
        #expect(own.map(\.tokens) == [sampled + [template.endOfTurn]])
        #expect(context.parts.first?.line == nil)
        #expect(context.parts.compactMap(\.line) == context.parts.compactMap(\.line).sorted())
    }

    @Test(arguments: ChatTemplate.Family.allCases) func `a line says what it was sampled to say`(family: ChatTemplate.Family) throws {
        let template = try Self.template(family)
        for (text, ends) in [("my code is 4712", false), ("größe: 3 €", true), ("x", false)] {
            let sampled = template.userLine(text, ends: ends)
            #expect(template.text(of: sampled) == text)
            #expect(template.finish(of: sampled) == (ends ? .endOfDialogue : .endOfTurn))
            let places = try #require(template.places(of: sampled))
            #expect(places.flatMap { Array(Array(text.utf8)[$0]) } == Array(text.utf8))
        }
        #expect(template.finish(of: try Self.tokenizer.get().encode("and")) == .length)
    }

    @Test func `thoughts are not heard`() throws {
        let template = try Self.template(.qwen3)
        let sampled = template.userLine("<think>\nNot to Ely.\n</think>\n\nTo Cambridge.", ends: false)
        #expect(template.text(of: sampled) == "To Cambridge.")
        let places = try #require(template.places(of: sampled))
        #expect(places.flatMap { Array(Array("To Cambridge.".utf8)[$0]) } == Array("To Cambridge.".utf8))
        #expect(places.first?.isEmpty == true)
        #expect(template.text(of: template.userLine("<think>\nNot to", ends: false)).isEmpty, "a thought that never ends says nothing")
        #expect(try Self.template(.chatML).text(of: sampled).hasPrefix("<think>"), "no thought to a family that has none")
    }

    @Test(arguments: [
        (ChatTemplate.Family.chatML, "<|im_end|>", "<|endoftext|>"), (.llama3, "<|eot_id|>", "<|end_of_text|>"), (.mistralV1, "</s>", "<unk>"),
        (.plain, "<|endoftext|>", "<|im_end|>"),
    ])
    func `endings are special tokens of the family`(family: ChatTemplate.Family, turn: String, dialogue: String) throws {
        let template = try Self.template(family)
        #expect(template.stopTokens.map(template.spelling) == [turn, dialogue])
    }

    @Test func `an ending can be named, and must be one`() throws {
        let tokenizer = try Self.tokenizer.get()
        func template(_ ending: String) throws -> ChatDialogueTemplate {
            try ChatDialogueTemplate(ChatTemplate(.chatML), tokenizer: tokenizer, endOfDialogue: ending)
        }
        #expect(try template("<unk>").spelling(of: template("<unk>").endOfDialogue) == "<unk>")
        for refused in ["<|im_end|>", "<|im_start|>", "<|missing|>", "word"] {
            #expect(throws: HoldfastError.self, "\(refused)") { try template(refused) }
        }
        let poor = try ByteLevelBPETokenizer.train(texts: [], vocabularySize: 258, specialTokens: ["<|im_start|>", "<|im_end|>"])
        let error = #expect(throws: HoldfastError.self) { try ChatDialogueTemplate(ChatTemplate(.chatML), tokenizer: poor) }
        #expect(error?.message.contains("no special token to end a dialogue with (<|endoftext|>)") == true)
        #expect(throws: HoldfastError.self) { try ChatDialogueTemplate(ChatTemplate(.llama3), tokenizer: poor) }
    }
}
