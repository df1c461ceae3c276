// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import HoldfastServing

struct ChatTranscriptTests {
    private func transcript(_ json: String) throws -> ChatTranscript {
        try ChatTranscript(JSONDecoder().decode([ChatCompletionsRequest.Message].self, from: Data(json.utf8)))
    }

    @Test(
        arguments: [
            // A message that a client sends back as it got it.
            (
                #"[{"role":"system","content":"S"},{"role":"user","content":"Hi"},{"role":"assistant","content":"a","tool_calls":null,"function_call":null,"provider_specific_fields":{"refusal":null}},{"role":"user","content":"b"}]"#,
                "S", ["agent Hi", "user a", "agent b"]
            ),
            // Parts of text.
            (
                #"[{"role":"developer","content":[{"type":"text","text":"S"}]},{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"you"}]}]"#,
                "S", ["agent Hi\nyou"]
            ),
            // Several messages of one side, and several prompts.
            (
                #"[{"role":"system","content":"S"},{"role":"system","content":"T"},{"role":"user","content":"Hi"},{"role":"user","content":"Well?"},{"role":"assistant","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]"#,
                "S\nT", ["agent Hi Well?", "user a b", "agent c"]
            ),
            // Tool calls without a word, and their results.
            (
                #"[{"role":"system","content":"S"},{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","content":"r","tool_call_id":"1"},{"role":"user","content":"Well?"}]"#,
                "S", ["agent Hi Well?"]
            ),
            (#"[{"role":"user","content":"Hi"}]"#, nil, ["agent Hi"]),
        ] as [(String, String?, [String])])
    func `messages as clients send them become lines by turns`(json: String, system: String?, lines: [String]) throws {
        let transcript = try transcript(json)
        #expect(transcript.system == system)
        #expect(transcript.lines.map { "\($0.seat) \($0.text)" } == lines)
    }

    @Test(
        arguments: [
            ("", false, ""), ("You are Ann.\nBe brief.", false, "You are Ann.\nBe brief."),
            (
                "Rules: see <scenario>.\n<scenario>\nPersona:\n\tDirect and clear\nInstructions:\n\tDomain: train\n\tReason for call:\n\t\tYou want a train.\n</scenario>",
                true, "Direct and clear. You want a train."
            ),
            ("<scenario>\n{\"a\": 1,\n \"b\": 2}\n</scenario>", true, "{\"a\": 1, \"b\": 2}"), ("<scenario></scenario>", true, ""),
            ("no end <scenario> here", false, "no end <scenario> here"), ("</scenario> <scenario>", false, "</scenario> <scenario>"),
        ])
    func `the scenario of a block is one line of sentences`(message: String, isEnclosed: Bool, text: String) {
        let block = ScenarioBlock(message)
        #expect(block.isEnclosed == isEnclosed)
        #expect(block.text == text)
    }

    @Test(
        arguments: [
            ("YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON.", true), ("I will transfer you to my colleague now.", true),
            ("One moment, I am connecting you with a human.", true), ("Do you want me to transfer you to a human?", false),
            ("I cannot transfer you to a human.", false), ("If this fails, I will transfer you to a human.", false),
            ("I have transferred the money to your account.", false), ("Your ticket is booked.", false), ("", false),
        ])
    func `an announced transfer is told from an offered one`(line: String, isTransfer: Bool) {
        #expect(TransferNotice.isFound(in: line) == isTransfer)
    }
}
