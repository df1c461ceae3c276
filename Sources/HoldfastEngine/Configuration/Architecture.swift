// SPDX-License-Identifier: Apache-2.0

/// A family of decoders under its Hugging Face name. All are Llama's network; each case says where it departs from it.
public enum Architecture: String, Hashable, Sendable, CaseIterable {
    /// Touvron et al., "LLaMA", 2023; also SmolLM2 and Llama 3.
    case llama
    /// Jiang et al., "Mistral 7B", 2023; without the sliding window, which only matters beyond its length.
    case mistral
    /// Yang et al., "Qwen2 technical report", 2024; also Qwen2.5. Queries, keys and values have a bias.
    case qwen2
    /// Yang et al., "Qwen3 technical report", 2025. Each head of the queries and keys is normalised before its rotation.
    case qwen3

    /// `model_type` in `config.json`.
    public var modelType: String { rawValue }

    /// The class of transformers, which `architectures` in `config.json` names.
    public var className: String {
        switch self {
        case .llama: "LlamaForCausalLM"
        case .mistral: "MistralForCausalLM"
        case .qwen2: "Qwen2ForCausalLM"
        case .qwen3: "Qwen3ForCausalLM"
        }
    }

    /// Whether the projections to queries, keys and values have a bias, whatever `config.json` says.
    var hasQueryKeyValueBias: Bool { self == .qwen2 }

    /// Whether each head of the queries and keys is normalised.
    var hasQueryKeyNorm: Bool { self == .qwen3 }

    /// Whether `attention_bias` in `config.json` gives all four projections of attention a bias.
    public var hasAttentionBiasOption: Bool { self == .llama || self == .qwen3 }

    /// Keys without which transformers would take the sizes of one published model, which a file that lacks them hardly means.
    var requiredKeys: [String] {
        switch self {
        case .llama: []
        case .mistral, .qwen2: ["max_position_embeddings", "num_key_value_heads"]
        case .qwen3: ["head_dim", "max_position_embeddings", "num_key_value_heads"]
        }
    }

    /// Keys of this architecture alone whose values change nothing here, or are checked by `ConfigurationFile`.
    var optionKeys: Set<String> {
        switch self {
        case .llama: []
        case .mistral: ["sliding_window"]
        // Of no effect as long as `use_sliding_window` is off; where it is on, that is refused.
        case .qwen2, .qwen3: ["max_window_layers", "sliding_window"]
        }
    }
}
