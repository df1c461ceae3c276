// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// Reads the `config.json` of a Hugging Face folder; what it does not know and is not off is refused by name.
enum ConfigurationFile {
    static let name = "config.json"

    /// Keys that say nothing about what the network computes.
    private static let immaterial: Set<String> = [
        "architectures", "attention_dropout", "bos_token_id", "dtype", "eos_token_id", "initializer_range", "is_llama_config", "model_type",
        "pad_token_id", "torch_dtype", "transformers.js_config", "transformers_version", "use_cache",
    ]
    /// Keys that `read` makes something of or checks.
    private static let material: Set<String> = [
        "attention_bias", "head_dim", "hidden_act", "hidden_size", "intermediate_size", "layer_types", "max_position_embeddings",
        "num_attention_heads", "num_hidden_layers", "num_key_value_heads", "pretraining_tp", "rms_norm_eps", "rope_parameters", "rope_scaling",
        "rope_theta", "tie_word_embeddings", "vocab_size",
    ]

    /// - Throws: `file`, `format` when it is not JSON, `model` naming the architecture or option that the engine does not compute.
    static func read(folder: String) throws -> ModelConfiguration {
        let fields = try ConfigurationFields.read(folder + "/" + name, hint: "a model folder needs config.json and model.safetensors")
        let architecture = try architecture(fields)
        for key in architecture.requiredKeys where !fields.has(key) { throw fields.lacks(key) }
        let heads = try fields.integer("num_attention_heads")
        let hidden = try fields.integer("hidden_size")
        let contextLength = try fields.integer("max_position_embeddings", default: 2048)
        try checkOptions(fields, architecture, contextLength)
        let rope = try RopeFields.read(fields, contextLength: contextLength)
        let model = ModelConfiguration(
            architecture: architecture, vocabularySize: try fields.integer("vocab_size"), hiddenSize: hidden,
            feedForwardSize: try fields.integer("intermediate_size"), layers: try fields.integer("num_hidden_layers"), heads: heads,
            keyValueHeads: try fields.integer("num_key_value_heads", default: heads),
            headDimension: try fields.integer("head_dim", default: hidden / max(heads, 1)), contextLength: contextLength,
            ropeTheta: rope.theta, ropeScaling: rope.scaling, normEpsilon: try fields.number("rms_norm_eps", default: 1e-6),
            tiedEmbeddings: try fields.flag("tie_word_embeddings"), attentionBias: try fields.flag("attention_bias"))
        do {
            try model.validate()
        } catch let error as HoldfastError {
            throw HoldfastError(.model, "\(fields.path): \(error.message)")
        }
        return model
    }

    private static func architecture(_ fields: ConfigurationFields) throws -> Architecture {
        let classes = fields["architectures"] as? [String] ?? []
        let type = fields["model_type"] as? String
        let found = Architecture.allCases.first { classes.isEmpty ? $0.modelType == type : classes == [$0.className] }
        guard let found, type == nil || type == found.modelType else {
            let names = (classes + (type.map { ["model_type \($0)"] } ?? [])).joined(separator: ", ")
            let known = Architecture.allCases.map(\.className).joined(separator: ", ")
            throw HoldfastError(
                .model,
                "\(fields.path): the architecture is \(names.isEmpty ? "not named" : names) and the embedded engine computes \(known); use a remote server for this model"
            )
        }
        return found
    }

    private static func checkOptions(_ fields: ConfigurationFields, _ architecture: Architecture, _ contextLength: Int) throws {
        if let value = fields["hidden_act"], value as? String != "silu" { throw fields.refusal("hidden_act", value) }
        if try fields.integer("pretraining_tp", default: 1) != 1 { throw fields.refusal("pretraining_tp", fields["pretraining_tp"] ?? "") }
        if let kinds = fields["layer_types"], !((kinds as? [String])?.allSatisfy { $0 == "full_attention" } ?? false) {
            throw fields.refusal("layer_types", kinds)
        }
        if architecture == .mistral {
            // The window reaches from a token back to the one `sliding_window` - 1 before it; 4096 is what transformers takes where nothing stands.
            let window = fields.has("sliding_window") ? fields["sliding_window"] : 4096
            if let window, (window as? NSNumber)?.intValue ?? 0 < contextLength { throw fields.refusal("sliding_window", window) }
        }
        let known = immaterial.union(material).union(architecture.optionKeys)
        if let (key, value) = fields.foreign(to: known).first { throw fields.refusal(key, value) }
    }
}
