// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// What a simulator reads and writes in: its tokenizer, and the template of its dialogues.
struct SimulatorLanguage: Sendable {
    private enum Source: Sendable {
        /// Trained here.
        case own(ByteLevelBPETokenizer)
        /// Of a published model, with the files that say so; they are written as they were read.
        case published([String: [UInt8]])
    }

    /// What transformers needs to read the tokenizer as it is; for it guesses another from the kind of model.
    static let ownConfiguration = """
        {
          "clean_up_tokenization_spaces": false,
          "eos_token": "<|end_of_turn|>",
          "tokenizer_class": "PreTrainedTokenizerFast"
        }

        """

    let tokenizer: any Tokenizer
    let template: any SimulatorTemplate
    private let source: Source

    var vocabularySize: Int { tokenizer.vocabularySize }
    var isPublished: Bool { if case .published = source { true } else { false } }

    /// In words, for a model card.
    var kind: String {
        guard let chat = (template as? ChatDialogueTemplate)?.chat else { return "byte-level BPE" }
        return "of the published model, template \(chat.family.rawValue)"
    }

    /// - Throws: `model` where the tokenizer lacks a token of the dialogue template.
    init(_ tokenizer: ByteLevelBPETokenizer) throws {
        self.tokenizer = tokenizer
        template = try DialogueTemplate(tokenizer: tokenizer)
        source = .own(tokenizer)
    }

    /// Reads the language of a published model.
    /// - Throws: what reading its files throws; `model` where a template is not known or does not fit the tokenizer.
    init(published folder: SimulatorFolder, _ section: SimulatorSection) throws {
        let tokenizer = try BPETokenizer(file: folder.tokenizer)
        var chat = try ChatTemplate(folder: folder.path, family: ChatTemplate.Family(rawValue: section.template))
        chat.thinks = section.thinking
        if !section.date.isEmpty { chat.date = section.date }
        do {
            template = try ChatDialogueTemplate(
                chat, tokenizer: tokenizer, endOfDialogue: section.endOfDialogue.isEmpty ? nil : section.endOfDialogue)
        } catch let error as HoldfastError {
            throw HoldfastError(error.code, "\(folder.tokenizer): \(error.message) (simulator.template, simulator.end_of_dialogue)")
        }
        self.tokenizer = tokenizer
        let names = FileSystem.names(in: folder.path).filter(SimulatorFolder.languageFiles.contains)
        source = .published(try Dictionary(uniqueKeysWithValues: names.map { ($0, try FileSystem.read("\(folder.path)/\($0)")) }))
    }

    /// Whether both give every text the same ids.
    func isSame(as other: SimulatorLanguage) -> Bool {
        switch (source, other.source) {
        case (.own(let one), .own(let other)): one.isSame(as: other)
        case (.published(let one), .published(let other)): one[SimulatorFolder.tokenizerName] == other[SimulatorFolder.tokenizerName]
        default: false
        }
    }

    /// Writes its files into a folder.
    func write(to folder: String) throws {
        switch source {
        case .own(let tokenizer):
            try tokenizer.write(to: SimulatorFolder(path: folder).tokenizer)
            try FileSystem.write(Array(Self.ownConfiguration.utf8), to: "\(folder)/\(ChatTemplate.configurationName)")
        case .published(let files):
            for (name, content) in files.sorted(by: { $0.key < $1.key }) { try FileSystem.write(content, to: "\(folder)/\(name)") }
        }
    }
}
