// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTesting
import Testing

@testable import HoldfastEngine

/// A tiny model that transformers makes, in the words of `Fixtures/make_architecture_references.py`.
struct ArchitectureCase: CustomTestStringConvertible, Sendable {
    var name: String
    var modelType: String
    /// Members of the configuration, as JSON.
    var options: String
    var type = "float32"
    /// Largest shard; nil for one file.
    var shard: String?
    /// Set where `config.json` is rewritten in the keys of transformers 4; members to add, as JSON.
    var oldKeys: String?

    var testDescription: String { name }

    var json: String {
        let shard = shard.map { "\"max_shard_size\": \"\($0)\", " } ?? ""
        return "{\"name\": \"\(name)\", \"model_type\": \"\(modelType)\", \"options\": {\(options)}, \"dtype\": \"\(type)\", \(shard)"
            + "\"old_keys\": \(oldKeys.map { "{\($0)}" } ?? "null")}"
    }

    private static let llama3 =
        "\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64"

    static let all = [
        ArchitectureCase(name: "llama", modelType: "llama", options: "\"head_dim\": 10"),
        ArchitectureCase(
            name: "llama-biased", modelType: "llama", options: "\"attention_bias\": true, \"num_key_value_heads\": 1, \"tie_word_embeddings\": true"),
        ArchitectureCase(
            name: "llama-linear", modelType: "llama",
            options: "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2.5, \"rope_theta\": 10000.0}"),
        ArchitectureCase(
            name: "smollm2", modelType: "llama", options: "\"tie_word_embeddings\": true, \"rope_theta\": 100000.0", type: "bfloat16",
            oldKeys: "\"rope_interleaved\": false, \"is_llama_config\": true, \"transformers.js_config\": {\"dtype\": \"q4\"}"),
        ArchitectureCase(
            name: "llama3", modelType: "llama",
            options: "\"rope_parameters\": {\(llama3), \"rope_theta\": 500000.0}, \"head_dim\": 16, \"eos_token_id\": [1, 2]", shard: "20KB"),
        ArchitectureCase(
            name: "llama3-old", modelType: "llama", options: "\"rope_parameters\": {\(llama3), \"rope_theta\": 500.0}", type: "float16",
            oldKeys: "\"pretraining_tp\": 1"),
        ArchitectureCase(name: "mistral", modelType: "mistral", options: "\"sliding_window\": null, \"head_dim\": 12"),
        ArchitectureCase(
            name: "mistral-window", modelType: "mistral", options: "\"sliding_window\": 256, \"tie_word_embeddings\": true", type: "bfloat16",
            shard: "20KB", oldKeys: ""),
        ArchitectureCase(name: "qwen2", modelType: "qwen2", options: "\"tie_word_embeddings\": true, \"rope_theta\": 1000000.0"),
        ArchitectureCase(
            name: "qwen2.5", modelType: "qwen2", options: "\"num_key_value_heads\": 1", type: "bfloat16", shard: "20KB",
            oldKeys: "\"sliding_window\": 128, \"max_window_layers\": 2, \"use_sliding_window\": false, \"use_mrope\": false"),
        ArchitectureCase(name: "qwen3", modelType: "qwen3", options: "\"head_dim\": 20, \"rope_theta\": 1000000.0"),
        ArchitectureCase(
            name: "qwen3-tied", modelType: "qwen3", options: "\"head_dim\": 8, \"tie_word_embeddings\": true", type: "bfloat16", shard: "20KB",
            oldKeys: "\"max_window_layers\": 28, \"sliding_window\": null, \"use_sliding_window\": false"),
        ArchitectureCase(
            name: "qwen3-biased", modelType: "qwen3", options: "\"head_dim\": 16, \"attention_bias\": true, \"num_key_value_heads\": 4",
            type: "float16"),
    ]
}

/// What torch computed with the model of a case.
struct ArchitectureReference: Decodable {
    var rows: [[Int32]]
    /// Per row `[tokens * vocabulary]`.
    var logits: [[Double]]
    var loss: Double
    /// Of the mean negative log-likelihood of every token but the first of a row.
    var gradients: [String: [Double]]
    /// After the first row.
    var greedy: [Int32]
    /// Least distance of the two largest logits on the way.
    var margin: Double
    /// Rotary frequencies, in radians per position.
    var frequencies: [Double]
}

/// Runs Python once for a whole suite: all models are made in a folder that is gone when the suite has ended.
struct ArchitectureReferences: SuiteTrait, TestScoping {
    static let python = PythonInterpreter.find(importing: "torch", "transformers")
    /// Folder of the models, within the suite.
    @TaskLocal static var folder = ""

    static func load(_ this: ArchitectureCase) throws -> ArchitectureReference {
        try JSONDecoder().decode(ArchitectureReference.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(this.name).json")))
    }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let python = try #require(Self.python)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/make_architecture_references.py")
        try await withTemporaryFolder { folder in
            let cases = "[" + ArchitectureCase.all.map(\.json).joined(separator: ", ") + "]"
            _ = try await python.runBeside(String(contentsOf: script, encoding: .utf8), arguments: [folder, cases])
            try await Self.$folder.withValue(folder) { try await function() }
        }
    }
}

extension Trait where Self == ArchitectureReferences {
    /// Tiny models of all architectures, with what torch computes of them.
    static var architectureReferences: Self { ArchitectureReferences() }
}
