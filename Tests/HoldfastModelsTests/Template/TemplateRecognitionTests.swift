// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels
import Testing

/// Which template a folder has. Those of published models are recognised in ChatTemplateAgreementTests.
@Suite struct TemplateRecognitionTests {
    private static let chatML =
        "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nBe kind.<|im_end|>\\n' }}"
        + "{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

    @Test func `a system message of the template's own is found`() throws {
        let template = try ChatTemplate(recognising: Self.chatML)
        #expect(template.family == .chatML)
        #expect(template.defaultSystem == "Be kind.")
        #expect(try template.render([TemplateMessage(.user, "a")]).text.hasPrefix("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user"))
    }

    @Test(arguments: [
        "", "{{ messages }}", chatML.replacing("message['content']", with: "message['content'] | trim"), chatML + "{{ tools }}",
        chatML.replacing("+ '\\n'}}", with: "}}"),
    ])
    func `what is not known is refused`(source: String) {
        let error = #expect(throws: HoldfastError.self) { try ChatTemplate(recognising: source) }
        #expect(error?.code == .model)
        #expect(error?.message.contains("name that one as simulator.template") == true)
    }

    private func write(_ files: [String: String], _ body: (String) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
            try body(folder)
        }
    }

    private func configuration(_ template: String) throws -> String {
        ChatValue.object([.init("chat_template", .string(template)), .init("eos_token", ["content": "</end>"]), .init("bos_token", nil)]).json()
    }

    @Test func `the file of the template comes before the configuration`() async throws {
        try await write(["chat_template.jinja": Self.chatML, "tokenizer_config.json": try configuration("{{ unknown }}")]) {
            let template = try ChatTemplate(folder: $0)
            #expect(template.family == .chatML)
        }
        try await write(["tokenizer_config.json": try configuration(Self.chatML)]) {
            let template = try ChatTemplate(folder: $0)
            #expect(template.family == .chatML)
        }
    }

    @Test func `a named family needs no template, and takes the folder's tokens`() async throws {
        try await write(["tokenizer_config.json": try configuration("{{ unknown }}")]) { folder in
            let plain = try ChatTemplate(folder: folder, family: .plain)
            #expect(plain.ending == "</end>" && plain.beginning == nil)
            let error = #expect(throws: HoldfastError.self) { try ChatTemplate(folder: folder) }
            #expect(error?.message.hasPrefix("\(folder)/tokenizer_config.json: the chat template is none that Holdfast knows") == true)
        }
    }

    @Test func `a folder without a template and a damaged one are told apart`() async throws {
        try await write([:]) { folder in
            let error = #expect(throws: HoldfastError.self) { try ChatTemplate(folder: folder) }
            #expect(error?.code == .model && error?.message.contains("has no chat template") == true)
        }
        try await write(["tokenizer_config.json": "{\"chat_template\": "]) { folder in
            let error = #expect(throws: HoldfastError.self) { try ChatTemplate(folder: folder) }
            #expect(error?.code == .format)
        }
    }
}
