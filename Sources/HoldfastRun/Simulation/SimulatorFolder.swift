// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

/// A simulator on disk: a Hugging Face folder with `config.json`, `model.safetensors` and `tokenizer.json`; or an adapter in PEFT's layout with
/// the tokenizer of the model that it names.
struct SimulatorFolder: Sendable {
    let path: String

    var configuration: String { "\(path)/config.json" }
    var weights: String { "\(path)/\(isAdapter ? "adapter_model.safetensors" : "model.safetensors")" }
    var tokenizer: String { "\(path)/tokenizer.json" }
    var modelCard: String { "\(path)/README.md" }

    private var isAdapter: Bool { FileSystem.exists("\(path)/adapter_config.json") }

    /// Whether all three files are there.
    var isWhole: Bool { [configuration, weights, tokenizer].allSatisfy(FileSystem.exists) }

    /// SHA-256 of the weights' file, in hexadecimal digits.
    func digest() throws -> String {
        var hash = SHA256()
        try FileSystem.read(weights) { hash.append($0) }
        return hash.hexadecimal
    }

    /// Reads all of it and checks that the parts fit together.
    /// - Throws: `file`, `format` or `model`, naming the file and what to do.
    func open(_ configuration: EngineConfiguration) throws -> SimulatorServer {
        let tokenizer = try openTokenizer()
        let engine = try EmbeddedServer(folder: path, configuration: configuration)
        // The rows of an embedding may be filled up to a multiple of 128; a larger gap is another model's tokenizer.
        guard (0..<128).contains(engine.model.vocabularySize - tokenizer.vocabularySize) else {
            throw HoldfastError(
                .model,
                "\(self.tokenizer) has \(tokenizer.vocabularySize) tokens and the model beside it knows \(engine.model.vocabularySize); use the simulator's own tokenizer.json"
            )
        }
        return SimulatorServer(engine: engine, tokenizer: tokenizer)
    }

    /// Refuses to go on from a checkpoint that was trained with another tokenizer: the same ids would mean other words.
    /// - Throws: `configuration`, naming both files.
    func requireTokenizer(of checkpoint: SimulatorFolder) throws {
        guard try !openTokenizer().isSame(as: checkpoint.openTokenizer()) else { return }
        throw HoldfastError(
            .configuration,
            "\(tokenizer) is another tokenizer than \(checkpoint.tokenizer), which the run was trained with so far; "
                + "put the base simulator back as it was, or start a new run directory")
    }

    /// Reads the tokenizer alone, which must have the tokens of the dialogue template.
    func openTokenizer() throws -> ByteLevelBPETokenizer {
        guard FileSystem.isFolder(path) else {
            throw HoldfastError(.file, "there is no simulator folder \(path); make one with `holdfast sft`, or name another one")
        }
        let read = try ByteLevelBPETokenizer(file: tokenizer)
        do {
            _ = try DialogueTemplate(tokenizer: read)
        } catch let error as HoldfastError {
            throw HoldfastError(error.code, "\(tokenizer): \(error.message)")
        }
        return read
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
