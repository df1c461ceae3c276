// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// The `config.json` of published models: all their keys are understood, and the layout has as many parameters as they are known to have.
@Suite struct PublishedModelTests {
    struct Model: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var configuration: String
        var parameters: Int
    }

    static let models = [
        Model(
            testDescription: "SmolLM2-135M",
            configuration: """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 0, "eos_token_id": 0,
                "hidden_act": "silu", "hidden_size": 576, "initializer_range": 0.041666666666666664, "intermediate_size": 1536,
                "is_llama_config": true, "max_position_embeddings": 8192, "model_type": "llama", "num_attention_heads": 9,
                "num_hidden_layers": 30, "num_key_value_heads": 3, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_interleaved": false,
                "rope_scaling": null, "rope_theta": 100000, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                "transformers_version": "4.40.1", "use_cache": true, "vocab_size": 49152}
                """, parameters: 134_515_008),
        Model(
            testDescription: "Llama 3.2 1B",
            configuration: """
                {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 128000,
                "eos_token_id": [128001, 128008, 128009], "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02,
                "intermediate_size": 8192, "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama",
                "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
                "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192,
                "rope_type": "llama3"}, "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                "transformers_version": "4.45.0.dev0", "use_cache": true, "vocab_size": 128256}
                """, parameters: 1_235_814_400),
        Model(
            testDescription: "Qwen2.5-0.5B",
            configuration: """
                {"architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151643,
                "hidden_act": "silu", "hidden_size": 896, "initializer_range": 0.02, "intermediate_size": 4864,
                "max_position_embeddings": 32768, "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
                "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768,
                "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "use_cache": true,
                "use_mrope": false, "use_sliding_window": false, "vocab_size": 151936}
                """, parameters: 494_032_768),
        Model(
            testDescription: "Qwen3-0.6B",
            configuration: """
                {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 151643,
                "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu", "hidden_size": 1024, "initializer_range": 0.02,
                "intermediate_size": 3072, "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
                "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8, "rms_norm_eps": 1e-06, "rope_scaling": null,
                "rope_theta": 1000000, "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
                "transformers_version": "4.51.0", "use_cache": true, "use_sliding_window": false, "vocab_size": 151936}
                """, parameters: 596_049_920),
    ]

    @Test(arguments: models) func `every key is understood and every parameter has a place`(_ model: Model) throws {
        try withTemporaryFolder { folder in
            try model.configuration.write(toFile: folder + "/config.json", atomically: true, encoding: .utf8)
            let read = try ConfigurationFile.read(folder: folder)
            #expect(ParameterLayout(read).count == model.parameters)
            // What we write says the same.
            try ConfigurationFile.write(read, elementType: "float32", folder: folder)
            #expect(try ConfigurationFile.read(folder: folder) == read)
        }
    }
}
