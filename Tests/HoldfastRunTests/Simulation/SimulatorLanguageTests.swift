// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Testing

@testable import HoldfastRun

/// Which tokenizer and template a folder has, and what it lacks.
@Suite struct SimulatorLanguageTests {
    private static let chatML =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

    private func write(_ special: [String], template: String?, _ body: (SimulatorFolder) throws -> Void) throws {
        try withFolder { folder in
            let simulator = SimulatorFolder(path: folder)
            try ByteLevelBPETokenizer.train(texts: ["you are ann"], vocabularySize: 300, specialTokens: special).write(to: simulator.tokenizer)
            if let template { try FileSystem.write(template, to: "\(folder)/chat_template.jinja") }
            try body(simulator)
        }
    }

    private func section(template: String = "", ending: String = "") -> SimulatorSection {
        var section = SimulatorSection()
        (section.template, section.endOfDialogue) = (template, ending)
        return section
    }

    @Test func `a folder's own template is recognised, a named one is taken`() throws {
        try write(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], template: Self.chatML) { simulator in
            for (name, family) in [("", ChatTemplate.Family.chatML), ("qwen3", .qwen3)] {
                let language = try simulator.openLanguage(section(template: name))
                #expect((language.template as? ChatDialogueTemplate)?.chat.family == family)
                #expect(language.isPublished)
            }
            var silent = section(template: "qwen3")
            silent.thinking = false
            #expect((try simulator.openLanguage(silent).template as? ChatDialogueTemplate)?.chat.thinks == false)
            var dated = section(template: "qwen3")
            dated.date = "1 Jan 2030"
            #expect((try simulator.openLanguage(dated).template as? ChatDialogueTemplate)?.chat.date == "1 Jan 2030")
        }
    }

    @Test func `what was made here stays so among files of other programs`() throws {
        try write(DialogueTemplate.specialTokens, template: Self.chatML) { simulator in
            let language = try simulator.openLanguage()
            #expect(language.template is DialogueTemplate)
            #expect(!language.isPublished)
        }
    }

    @Test func `what a folder lacks is said by name`() throws {
        try write(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], template: "{{ messages }}") { simulator in
            for (section, message) in [
                (section(), "\(simulator.path)/chat_template.jinja: the chat template is none that Holdfast knows"),
                (section(template: "llama3"), "has no special token <|eot_id|>"),
                (section(template: "chatml", ending: "<|im_end|>"), "<|im_end|> cannot end a dialogue"),
                (section(template: "chatml", ending: "<|bye|>"), "has no special token <|bye|>"),
            ] {
                let error = #expect(throws: HoldfastError.self) { try simulator.openLanguage(section) }
                #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
            }
        }
        try write(["<|im_start|>", "<|im_end|>"], template: nil) { simulator in
            let error = #expect(throws: HoldfastError.self) { try simulator.openLanguage() }
            #expect(error?.message.contains("has no special token <|system|>") == true, "it may be one of ours with another tokenizer")
        }
    }

    @Test func `the digest covers every shard`() throws {
        try withFolder { folder in
            let simulator = SimulatorFolder(path: folder)
            try FileSystem.write(
                "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}}", to: "\(folder)/model.safetensors.index.json")
            for shard in ["model-1.safetensors", "model-2.safetensors"] { try FileSystem.write(shard, to: "\(folder)/\(shard)") }
            let first = try simulator.digest()
            try FileSystem.write("other", to: "\(folder)/model-2.safetensors")
            #expect(try simulator.digest() != first)
            try FileSystem.remove("\(folder)/model-2.safetensors")
            #expect(throws: HoldfastError.self) { try simulator.digest() }
            try FileSystem.write("whole", to: "\(folder)/model.safetensors")
            #expect(try simulator.digest() == SHA256.hexadecimal("whole"))
        }
    }
}
