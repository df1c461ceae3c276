// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// Reads and writes the `config.json` of a Hugging Face folder.
enum ConfigurationFile {
    static let name = "config.json"

    /// Keys that say nothing about what the network computes.
    private static let immaterial: Set<String> = [
        "architectures", "attention_dropout", "bos_token_id", "dtype", "eos_token_id", "initializer_range", "is_llama_config", "model_type",
        "pad_token_id", "torch_dtype", "transformers.js_config", "transformers_version", "use_cache",
    ]
    /// Keys whose value must be the given one where they stand; switches count as 0 and 1.
    private static let requiredTexts = ["model_type": "llama", "hidden_act": "silu"]
    private static let requiredNumbers = ["pretraining_tp": 1.0, "attention_bias": 0, "mlp_bias": 0, "rope_interleaved": 0]
    private static let read: Set<String> = [
        "head_dim", "hidden_size", "intermediate_size", "max_position_embeddings", "num_attention_heads", "num_hidden_layers",
        "num_key_value_heads", "rms_norm_eps", "rope_parameters", "rope_theta", "tie_word_embeddings", "vocab_size",
    ]

    /// - Throws: `file`, `format` when it is not JSON, `model` naming the architecture or option that the engine does not compute.
    static func read(folder: String) throws -> ModelConfiguration {
        let path = folder + "/" + name
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw HoldfastError(.file, "cannot read \(path); a model folder needs config.json and model.safetensors", cause: SystemCause(error))
        }
        guard let fields = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
            throw HoldfastError(.format, "\(path) is not a JSON object; copy or download it again")
        }
        try checkArchitecture(fields, path)
        try checkOptions(fields, path)

        func integer(_ key: String, default standard: Int? = nil) throws -> Int {
            guard let value = fields[key], !(value is NSNull) else {
                if let standard { return standard }
                throw HoldfastError(.model, "\(path) lacks \(key); copy or download it again")
            }
            guard let number = value as? NSNumber, Double(number.intValue) == number.doubleValue else {
                throw HoldfastError(.model, "\(path): \(key) must be a whole number")
            }
            return number.intValue
        }
        let heads = try integer("num_attention_heads")
        let hidden = try integer("hidden_size")
        let model = ModelConfiguration(
            vocabularySize: try integer("vocab_size"), hiddenSize: hidden, feedForwardSize: try integer("intermediate_size"),
            layers: try integer("num_hidden_layers"), heads: heads, keyValueHeads: try integer("num_key_value_heads", default: heads),
            headDimension: try integer("head_dim", default: hidden / max(heads, 1)),
            contextLength: try integer("max_position_embeddings", default: 2048), ropeTheta: try ropeTheta(fields, path),
            normEpsilon: (fields["rms_norm_eps"] as? NSNumber)?.doubleValue ?? 1e-6,
            tiedEmbeddings: (fields["tie_word_embeddings"] as? NSNumber)?.boolValue ?? false)
        do {
            try model.validate()
        } catch let error as HoldfastError {
            throw HoldfastError(.model, "\(path): \(error.message)")
        }
        return model
    }

    private static func checkArchitecture(_ fields: [String: Any], _ path: String) throws {
        let architectures = fields["architectures"] as? [String] ?? []
        guard architectures.isEmpty ? fields["model_type"] as? String == "llama" : architectures == ["LlamaForCausalLM"] else {
            let name = architectures.first ?? fields["model_type"] as? String ?? "none"
            throw HoldfastError(
                .model, "\(path): the architecture is \(name) and the embedded engine computes LlamaForCausalLM; use a remote server for this model")
        }
    }

    private static func checkOptions(_ fields: [String: Any], _ path: String) throws {
        func refuse(_ key: String, _ value: Any) -> HoldfastError {
            HoldfastError(.model, "\(path): \(key) is \(value), which the embedded engine does not compute; use a remote server for this model")
        }
        let known = immaterial.union(read).union(requiredTexts.keys).union(requiredNumbers.keys)
        for key in requiredTexts.keys.sorted() {
            guard let value = fields[key], !(value is NSNull) else { continue }
            guard value as? String == requiredTexts[key] else { throw refuse(key, value) }
        }
        for key in requiredNumbers.keys.sorted() {
            guard let value = fields[key], !(value is NSNull) else { continue }
            guard (value as? NSNumber)?.doubleValue == requiredNumbers[key] else { throw refuse(key, value) }
        }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) where !known.contains(key) && !key.hasPrefix("_") {
            // What is off or absent changes nothing, whatever it is called.
            if value is NSNull || (value as? NSNumber)?.doubleValue == 0 { continue }
            throw refuse(key, value)
        }
    }

    /// transformers 5 writes `rope_parameters`, older versions `rope_theta`.
    private static func ropeTheta(_ fields: [String: Any], _ path: String) throws -> Double {
        let parameters = fields["rope_parameters"] as? [String: Any] ?? [:]
        if let type = parameters["rope_type"] as? String, type != "default" {
            throw HoldfastError(
                .model, "\(path): rope_type is \(type), which the embedded engine does not compute; use a remote server for this model")
        }
        for key in parameters.keys.sorted() where !["rope_type", "rope_theta"].contains(key) && !(parameters[key] is NSNull) {
            throw HoldfastError(.model, "\(path): rope_parameters.\(key) is set, which the embedded engine does not compute")
        }
        return ((parameters["rope_theta"] ?? fields["rope_theta"]) as? NSNumber)?.doubleValue ?? 10_000
    }

    /// - Throws: `file` or `capacity`.
    static func write(_ model: ModelConfiguration, elementType: String, folder: String) throws {
        let text = """
            {
              "architectures": ["LlamaForCausalLM"],
              "attention_bias": false,
              "attention_dropout": 0.0,
              "bos_token_id": null,
              "dtype": "\(elementType)",
              "eos_token_id": null,
              "head_dim": \(model.headDimension),
              "hidden_act": "silu",
              "hidden_size": \(model.hiddenSize),
              "initializer_range": 0.02,
              "intermediate_size": \(model.feedForwardSize),
              "max_position_embeddings": \(model.contextLength),
              "mlp_bias": false,
              "model_type": "llama",
              "num_attention_heads": \(model.heads),
              "num_hidden_layers": \(model.layers),
              "num_key_value_heads": \(model.keyValueHeads),
              "pretraining_tp": 1,
              "rms_norm_eps": \(model.normEpsilon),
              "rope_parameters": {"rope_theta": \(model.ropeTheta), "rope_type": "default"},
              "rope_theta": \(model.ropeTheta),
              "tie_word_embeddings": \(model.tiedEmbeddings),
              "torch_dtype": "\(elementType)",
              "use_cache": true,
              "vocab_size": \(model.vocabularySize)
            }

            """
        try AtomicFile.write(Data(text.utf8), to: folder + "/" + name)
    }
}
