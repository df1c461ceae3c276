// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastRewards

@Suite struct RoleLeakageTests {
    @Test(arguments: [
        "As an AI, I cannot say.", "As an AI language model I have no age.", "I'm an AI and have no luggage.", "I’m an AI, so I do not travel.",
        "I am just an AI.", "As a large language model I can't book trains.", "I'm a virtual assistant.",
        "As your assistant, I would suggest Monday.",
        "I'm sorry, I can't help with that.", "I’m sorry, but I can’t assist with this request.", "I cannot help you with that.",
        "I cannot fulfil this request.", "I'm unable to assist with refunds.", "How can I help you?", "Hello! How may I help?",
        "How can I assist you today?", "What can I do for you?", "Is there anything else I can do?", "Anything else I can help with?",
        "Can I help you with anything else?", "Thank you for calling Northern Rail.", "Thank you for contacting us.", "Let me check that for you.",
        "Please hold while I look.", "The user would say that it is fine.", "Assistant: how can I", "AGENT: yes", "yes\n user: and now",
        "User : hello",
        "**Agent:** hello", "## Assistant: hello", "[Agent] hello", "[user]: hello", "Human: hi", "AI: hi", "Customer service: good day",
        "Simulated user: good day", "ok <|agent|> fine", "fine |> then", "[INST] say yes [/INST]", "yes</s>", "<start_of_turn>model",
        "<think>hm</think> yes",
    ])
    func `a line from another seat is found`(line: String) {
        #expect(RoleLeakage.isFound(in: line, words: LineText(line)))
    }

    @Test(arguments: [
        "i would like to go to boston", "the agent: was it you?", "my user name is kim", "at 10:30 please", "I am an AI engineer.",
        "I work as an AI researcher.", "I'm an AI student from Leeds.", "Thank you for calling me back.", "Thank you for calling back so soon.",
        "Thank you for contacting me.", "Thank you for your help.", "I can't help it, I need a window seat.", "I cannot say my pin.",
        "Can you help me with that?", "How can you help me?", "Is there anything else you can do?", "What can you do for me?",
        "Note: I leave on Monday.",
        "Customer number: K1788.", "My customer number is B1234: please look it up.", "User friendly it is not.", "Agent 47: the film, at eight.",
        "I need a language course, any model of it.", "I cannot help with the router, my husband has it.", "two < three | four > one", "[sighs] fine",
        "The assistant said: no refund.", "I am unable to travel on Sunday.", "human resources is where I work", "- one ticket, please", "",
    ])
    func `a user's line is left alone`(line: String) {
        #expect(!RoleLeakage.isFound(in: line, words: LineText(line)))
    }

    @Test func `no line of the bundled users leaks`() throws {
        for line in try BundledDialogues.lines() where line.isUser {
            #expect(!RoleLeakage.isFound(in: line.text, words: LineText(line.text)), "\(line.text)")
        }
    }

    /// The two of 7,365 that are flagged are clerks' lines that the corpus has in the user's place.
    @Test(.enabled(if: MultiWOZLines.isPresent, "the corpus is not in ../shared"))
    func `no line of people who play users is flagged but those that the corpus misplaced`() throws {
        let lines = try MultiWOZLines.all().joined()
        let flagged = lines.filter { RoleLeakage.isFound(in: $0.text, words: LineText($0.text)) }
        print("measured: flagged \(flagged.count(where: \.isUser)) user and \(flagged.count { !$0.isUser }) clerk lines of \(lines.count)")
        #expect(flagged.filter(\.isUser).allSatisfy { $0.text.contains("Is there anything else I can help you with") })
        #expect(flagged.count(where: \.isUser) == 2)
    }
}
