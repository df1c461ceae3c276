// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// What `config.json` may say: an option that the engine does not compute is refused by name, one that changes nothing is not.
@Suite struct ConfigurationFileTests {
    /// A change of the text of a sound file.
    struct Edit: CustomTestStringConvertible, Sendable {
        var architecture: Architecture
        var old: String
        var new: String
        /// What the message must name; nil where the file must be accepted.
        var names: String?

        var testDescription: String { "\(architecture), \(new.isEmpty ? "without \(old)" : new)" }

        init(_ old: String, _ new: String, of architecture: Architecture = .llama, names: String? = nil) {
            self.architecture = architecture
            self.old = old
            self.new = new
            self.names = names
        }

        /// Puts `new` in the place of a key that changes nothing.
        init(_ new: String, of architecture: Architecture = .llama, names: String? = nil) {
            self.init("\"use_cache\": true", new, of: architecture, names: names)
        }
    }

    static let anyArchitecture = [
        Edit("\"LlamaForCausalLM\"", "\"GPT2LMHeadModel\"", names: "GPT2LMHeadModel"),
        Edit("[\"LlamaForCausalLM\"]", "null, \"is_llama_config\": true"),
        Edit("\"architectures\": [\"LlamaForCausalLM\"],", ""),
        Edit("\"model_type\": \"llama\"", "\"model_type\": \"gemma\"", names: "gemma"),
        Edit("\"model_type\": \"llama\",", ""),
        Edit("\"silu\"", "\"gelu\"", names: "gelu"),
        Edit("\"layer_types\": [\"full_attention\"]"),
        Edit("\"layer_types\": [\"full_attention\", \"sliding_attention\"]", names: "sliding_attention"),
        Edit("\"layer_types\": 1", names: "layer_types"),
        Edit("\"an_option\": null, \"another\": false"),
        Edit("\"an_option\": \"on\"", names: "an_option is on"),
        Edit("\"quantization_config\": {\"bits\": 4}", names: "quantization_config"),
        Edit("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": \"yes\"", names: "tie_word_embeddings"),
        Edit("\"rms_norm_eps\": 1e-06", "\"rms_norm_eps\": \"small\"", names: "rms_norm_eps"),
        Edit("\"num_key_value_heads\": 1", "\"num_key_value_heads\": 3", names: "num_key_value_heads"),
        Edit("\"hidden_size\": 4", "\"hidden_size\": 4.5", names: "hidden_size"),
        Edit("\"hidden_size\": 4,", "", names: "hidden_size"),
        Edit("\"vocab_size\": 7", "\"vocab_size\": -7", names: "vocab_size"),
        Edit("\"vocab_size\": 7", "\"vocab_size\": 8", names: "embed_tokens"),
        Edit("\"head_dim\": 2", "\"head_dim\": 3", names: "head_dim"),
        Edit("{", "", names: "JSON"),
    ]

    static let rope = [
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"yarn\"", names: "yarn"),
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"longrope\"", names: "longrope"),
        Edit("\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}", names: "dynamic"),
        Edit("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}", names: "rope_scaling"),
        Edit("\"rope_scaling\": null"),
        Edit("\"rope_scaling\": {\"type\": \"default\", \"rope_type\": \"default\"}"),
        Edit("\"rope_scaling\": 2", names: "rope_scaling"),
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"linear\", \"factor\": 2"),
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"linear\"", names: "rope_parameters.factor"),
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"linear\", \"factor\": 0", names: "factor is 0"),
        Edit("\"rope_type\": \"default\"", "\"rope_type\": \"llama3\", \"factor\": 8", names: "low_freq_factor"),
        Edit("\"rope_type\": \"default\"", "\"partial_rotary_factor\": 0.5", names: "rope_parameters.partial_rotary_factor"),
        Edit("\"rope_theta\": 10000.0,", "\"rope_theta\": \"10000\",", names: "rope_theta"),
    ]

    static let llama = [
        Edit("\"attention_bias\": false", "\"attention_bias\": true", names: "q_proj.bias"),
        Edit("\"mlp_bias\": false", "\"mlp_bias\": true", names: "mlp_bias"),
        Edit("\"pretraining_tp\": 1", "\"pretraining_tp\": 2", names: "pretraining_tp"),
        Edit("\"rope_interleaved\": true", names: "rope_interleaved"),
        Edit("\"rope_interleaved\": false, \"is_llama_config\": true, \"transformers.js_config\": {\"dtype\": \"q4\"}"),
        Edit("\"sliding_window\": 4096", names: "sliding_window"),
    ]

    static let mistral = [
        Edit("\"sliding_window\": null", "\"sliding_window\": 16", of: .mistral),
        Edit("\"sliding_window\": null", "\"sliding_window\": 15", of: .mistral, names: "sliding_window"),
        Edit("\"max_position_embeddings\": 16", "\"max_position_embeddings\": 5000", of: .mistral),
        // transformers takes 4096 where nothing stands.
        Edit("\"sliding_window\": null,", "", of: .mistral),
        Edit("\"sliding_window\": null", "\"max_position_embeddings\": 5000", of: .mistral, names: "sliding_window is 4096"),
        Edit("\"num_key_value_heads\": 1,", "", of: .mistral, names: "num_key_value_heads"),
        Edit("\"attention_bias\": true", of: .mistral, names: "attention_bias"),
    ]

    static let qwen2 = [
        Edit("\"layer_types\": [\"full_attention\"]", of: .qwen2),
        Edit("\"use_sliding_window\": false", "\"use_sliding_window\": true", of: .qwen2, names: "use_sliding_window"),
        Edit("\"sliding_window\": null", "\"sliding_window\": 8", of: .qwen2),
        Edit("\"max_window_layers\": 1", "\"max_window_layers\": 28, \"use_mrope\": false", of: .qwen2),
        Edit("\"attention_bias\": true", of: .qwen2, names: "attention_bias"),
        Edit("\"num_key_value_heads\": 1,", "", of: .qwen2, names: "num_key_value_heads"),
    ]

    static let qwen3 = [
        Edit("\"use_sliding_window\": false", "\"use_sliding_window\": true", of: .qwen3, names: "use_sliding_window"),
        Edit("\"sliding_window\": null", "\"sliding_window\": 8", of: .qwen3),
        Edit("\"attention_bias\": false", "\"attention_bias\": true", of: .qwen3, names: "q_proj.bias"),
        Edit("\"head_dim\": 2,", "", of: .qwen3, names: "head_dim"),
        Edit("\"Qwen3ForCausalLM\"", "\"Qwen3MoeForCausalLM\"", of: .qwen3, names: "Qwen3MoeForCausalLM"),
    ]

    @Test(arguments: anyArchitecture + rope + llama + mistral + qwen2 + qwen3) func options(_ edit: Edit) throws {
        let model = ModelConfiguration(
            architecture: edit.architecture, vocabularySize: 7, hiddenSize: 4, feedForwardSize: 6, layers: 1, heads: 2, keyValueHeads: 1,
            contextLength: 16)
        try withTemporaryFolder { folder in
            try TestModels.write(model, to: folder)
            let path = folder + "/config.json"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let range = try #require(text.range(of: edit.old))
            try text.replacingCharacters(in: range, with: edit.new).write(toFile: path, atomically: true, encoding: .utf8)
            guard let names = edit.names else {
                _ = try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
                return
            }
            let error = try #require(throws: HoldfastError.self) { try EmbeddedServer(folder: folder, configuration: EngineConfiguration()) }
            #expect(error.message.contains(names), "\(error)")
            #expect(!error.message.contains("\n"))
        }
    }
}
