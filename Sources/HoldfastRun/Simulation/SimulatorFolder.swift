// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// A simulator on disk, made here or published: a Hugging Face folder with `config.json`, `tokenizer.json` and the weights in one file or
/// several; or an adapter in PEFT's layout with the tokenizer of the model that it names.
struct SimulatorFolder: Sendable {
    static let tokenizerName = "tokenizer.json"
    /// Files of a published model that go with it wherever it is written. Those about sampling are for other programs: how lines are drawn
    /// is said by the configuration.
    static let languageFiles: Set = [
        tokenizerName, ChatTemplate.configurationName, ChatTemplate.jinjaName, "special_tokens_map.json", "added_tokens.json", "vocab.json",
        "merges.txt", "tokenizer.model", "generation_config.json",
    ]

    let path: String

    var configuration: String { "\(path)/config.json" }
    var tokenizer: String { "\(path)/\(Self.tokenizerName)" }
    var modelCard: String { "\(path)/README.md" }
    private var weights: String { "\(path)/\(isAdapter ? "adapter_model.safetensors" : "model.safetensors")" }
    private var index: String { "\(path)/model.safetensors.index.json" }

    private var isAdapter: Bool { FileSystem.exists("\(path)/adapter_config.json") }

    /// Whether all parts are there.
    var isWhole: Bool {
        [configuration, tokenizer].allSatisfy(FileSystem.exists) && (FileSystem.exists(weights) || FileSystem.exists(index))
    }

    /// SHA-256 of the weights' file, in hexadecimal digits; of several files the digest of their names and digests.
    func digest() throws -> String {
        if FileSystem.exists(weights) || !FileSystem.exists(index) { return try Self.digest(of: weights) }
        let listed: ShardList
        do {
            listed = try JSONDecoder().decode(ShardList.self, from: Data(FileSystem.read(index)))
        } catch let error as DecodingError {
            throw HoldfastError(.format, "\(index) is no list of shards; get it again", cause: error)
        }
        let lines = try Set(listed.weight_map.values).sorted().map { "\(try Self.digest(of: "\(path)/\($0)"))  \($0)\n" }
        return SHA256.hexadecimal(lines.joined())
    }

    private static func digest(of file: String) throws -> String {
        var hash = SHA256()
        try FileSystem.read(file) { hash.append($0) }
        return hash.hexadecimal
    }

    private struct ShardList: Decodable {
        var weight_map: [String: String]
    }

    /// Reads all of it and checks that the parts fit together.
    /// - Throws: `file`, `format` or `model`, naming the file and what to do.
    func open(_ configuration: EngineConfiguration, _ section: SimulatorSection = SimulatorSection()) throws -> SimulatorServer {
        let language = try openLanguage(section)
        let engine = try EmbeddedServer(folder: path, configuration: configuration)
        // The rows of an embedding may be filled up to a multiple of 128, in published models to more; a larger gap is another model's tokenizer.
        guard (0..<(language.isPublished ? 1024 : 128)).contains(engine.model.vocabularySize - language.vocabularySize) else {
            throw HoldfastError(
                .model,
                "\(tokenizer) has \(language.vocabularySize) tokens and the model beside it knows \(engine.model.vocabularySize); use the simulator's own tokenizer.json"
            )
        }
        return SimulatorServer(engine: engine, language: language)
    }

    /// Refuses to go on from a checkpoint that was trained with another tokenizer: the same ids would mean other words.
    /// - Throws: `configuration`, naming both files.
    func requireTokenizer(of checkpoint: SimulatorFolder, _ section: SimulatorSection) throws {
        guard try !openLanguage(section).isSame(as: checkpoint.openLanguage(section)) else { return }
        throw HoldfastError(
            .configuration,
            "\(tokenizer) is another tokenizer than \(checkpoint.tokenizer), which the run was trained with so far; "
                + "put the base simulator back as it was, or start a new run directory")
    }

    /// Reads the tokenizer and the template alone.
    func openLanguage(_ section: SimulatorSection = SimulatorSection()) throws -> SimulatorLanguage {
        guard FileSystem.isFolder(path) else {
            throw HoldfastError(.file, "there is no simulator folder \(path); make one with `holdfast sft`, or name another one")
        }
        if try isPublished(section) { return try SimulatorLanguage(published: self, section) }
        let read = try ByteLevelBPETokenizer(file: tokenizer)
        do {
            return try SimulatorLanguage(read)
        } catch let error as HoldfastError {
            throw HoldfastError(error.code, "\(tokenizer): \(error.message)")
        }
    }

    /// Whether it has a template of its own. What was made here may have come back from other programs, which add files.
    private func isPublished(_ section: SimulatorSection) throws -> Bool {
        guard section.template.isEmpty else { return true }
        let files = [ChatTemplate.configurationName, ChatTemplate.jinjaName].map { "\(path)/\($0)" }
        guard SimulatorLanguage.ownConfiguration != (try? FileSystem.text(files[0])) else { return false }
        return try files.contains(where: FileSystem.exists) && !DialogueTemplate.fits(BPETokenizer(file: tokenizer))
    }
}

extension Precision {
    init(_ section: EnginePrecision) {
        switch section {
        case .float32: self = .float32
        case .bfloat16: self = .bfloat16
        case .auto: self = .fastest
        }
    }
}

extension EngineConfiguration {
    /// - Parameters:
    ///   - keepsBase: whether a KL term needs the weights that training starts from.
    ///   - trains: whether adapters are trained, where the section has them; what is frozen has them merged.
    init(_ section: EngineSection, keepsBase: Bool = false, trains: Bool = false) {
        self.init(
            threads: section.threads == 0 ? Machine.cores : section.threads, microBatchTokens: section.microBatchTokens,
            activationBytes: section.activationMegabytes << 20, cacheBytes: section.cacheMegabytes << 20, keepsBase: keepsBase,
            precision: Precision(section.precision), lora: trains ? section.lora.configuration : nil)
    }
}
