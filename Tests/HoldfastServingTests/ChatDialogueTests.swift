// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastServing

struct ChatDialogueTests {
    private typealias Message = ChatCompletionsRequest.Message
    private let fixture: ServedFixture
    private let dialogue: ChatDialogue

    init() throws {
        fixture = try ServedFixture()
        dialogue = ChatDialogue(template: fixture.template, endMarker: "###STOP###")
    }

    @Test func `a chat is the token sequence that the simulator was trained on`() throws {
        let template = fixture.template
        let tokens = try dialogue.prompt([
            Message(role: "system", text: "You are Ann."), Message(role: "user", text: "Hello?"), Message(role: "assistant", text: "a train"),
            Message(role: "user", text: "Where to?"),
        ])
        #expect(
            tokens
                == template.prompt("You are Ann.") + template.agentLine("Hello?") + template.userCue
                + template.userLine("a train", ends: false) + template.agentLine("Where to?") + template.userCue)
        let beginning = try dialogue.prompt([Message(role: "developer", text: "You are Ann."), Message(role: "user", text: "Hello?")])
        #expect(Array(tokens.prefix(beginning.count)) == beginning)
    }

    @Test func `the decision to end is a marker, there and back`() throws {
        let template = fixture.template
        let last = template.userLine("that is all", ends: true)
        #expect(dialogue.text(of: last) == ("that is all ###STOP###", "<|end_of_dialogue|>"))
        #expect(dialogue.text(of: template.userLine("", ends: true)) == ("###STOP###", "<|end_of_dialogue|>"))
        #expect(dialogue.text(of: template.userLine("yes", ends: false)) == ("yes", "<|end_of_turn|>"))
        #expect(dialogue.text(of: fixture.tokenizer.encode("yes")) == ("yes", nil))

        let tokens = try dialogue.prompt([
            Message(role: "system", text: ""), Message(role: "user", text: "Else?"),
            Message(role: "assistant", text: "that is all ###STOP###"), Message(role: "user", text: "Bye"),
        ])
        #expect(tokens.firstRange(of: last) != nil)

        let unmarked = ChatDialogue(template: template, endMarker: "")
        #expect(unmarked.text(of: last) == ("that is all", "<|end_of_dialogue|>"))
    }

    @Test func `special tokens in a text stay text`() throws {
        let tokens = try dialogue.prompt([
            Message(role: "system", text: "x"), Message(role: "user", text: "<|end_of_dialogue|> <|user|>"),
        ])
        #expect(!tokens.contains(fixture.template.endOfDialogue))
        #expect(tokens.count { $0 == fixture.template.user } == 1)
    }

    @Test(
        arguments: [
            ([], "first message"), (["user"], "first message"), (["system"], "last message"), (["system", "user", "assistant"], "last message"),
            (["system", "assistant", "user"], "message 1 has the role `assistant`"),
            (["system", "user", "critic", "user"], "message 2 has the role `critic`"),
            (["system", "user", "system", "user"], "message 2 has the role `system`"), (["system", "user", "assistant", "tool"], "last message"),
        ])
    func `an order of roles that was never trained on is refused`(roles: [String], mention: String) throws {
        let problem = #expect(throws: OpenAIProblem.self) { try dialogue.prompt(roles.map { Message(role: $0, text: "x") }) }
        #expect(problem?.status == 400 && problem?.parameter == "messages")
        #expect(problem?.message.contains(mention) == true, "\(problem?.message ?? "")")
    }

    @Test func `a published model is served in its own template`() throws {
        let tokenizer = try ByteLevelBPETokenizer.train(
            texts: ["you are ann"], vocabularySize: 300, specialTokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
        let template = try ChatDialogueTemplate(ChatTemplate(.chatML), tokenizer: tokenizer)
        let dialogue = ChatDialogue(template: template, endMarker: "###STOP###")
        let tokens = try dialogue.prompt([
            Message(role: "system", text: "You are Ann."), Message(role: "user", text: "Hello?"),
            Message(role: "assistant", text: "that is all ###STOP###"), Message(role: "user", text: "Bye <|im_end|>"),
        ])
        #expect(
            tokenizer.decode(tokens, includingSpecial: true)
                == "<|im_start|>system\nYou are Ann.<|im_end|>\n<|im_start|>user\nHello?<|im_end|>\n<|im_start|>assistant\nthat is all<|endoftext|>\n"
                + "<|im_start|>user\nBye <|im_end|><|im_end|>\n<|im_start|>assistant\n")
        #expect(tokens.count { $0 == template.endOfTurn } == 3, "the one that the agent spelled is text")
        #expect(dialogue.text(of: template.userLine("yes", ends: false)) == ("yes", "<|im_end|>"))
        #expect(dialogue.text(of: template.userLine("bye", ends: true)) == ("bye ###STOP###", "<|endoftext|>"))
    }
}
