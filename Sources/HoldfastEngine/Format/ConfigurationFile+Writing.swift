// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

extension ConfigurationFile {
    /// Writes what transformers needs to open the model, in the keys of version 5 and of those before it.
    ///
    /// - Throws: `file` or `capacity`.
    static func write(_ model: ModelConfiguration, elementType: String, folder: String) throws {
        let lines =
            [
                "\"architectures\": [\"\(model.architecture.className)\"]",
                "\"attention_dropout\": 0.0",
                "\"bos_token_id\": null",
                "\"dtype\": \"\(elementType)\"",
                "\"eos_token_id\": null",
                "\"head_dim\": \(model.headDimension)",
                "\"hidden_act\": \"silu\"",
                "\"hidden_size\": \(model.hiddenSize)",
                "\"initializer_range\": 0.02",
                "\"intermediate_size\": \(model.feedForwardSize)",
                "\"max_position_embeddings\": \(model.contextLength)",
                "\"model_type\": \"\(model.architecture.modelType)\"",
                "\"num_attention_heads\": \(model.heads)",
                "\"num_hidden_layers\": \(model.layers)",
                "\"num_key_value_heads\": \(model.keyValueHeads)",
                "\"rms_norm_eps\": \(model.normEpsilon)",
                "\"tie_word_embeddings\": \(model.tiedEmbeddings)",
                "\"torch_dtype\": \"\(elementType)\"",
                "\"use_cache\": true",
                "\"vocab_size\": \(model.vocabularySize)",
            ] + RopeFields.lines(model) + options(model)
        let text = "{\n" + lines.sorted().map { "  \($0)" }.joined(separator: ",\n") + "\n}\n"
        try AtomicFile.write(Data(text.utf8), to: folder + "/" + name)
    }

    /// The keys that only this architecture has.
    private static func options(_ model: ModelConfiguration) -> [String] {
        let bias = "\"attention_bias\": \(model.attentionBias)"
        let noWindow = ["\"max_window_layers\": \(model.layers)", "\"sliding_window\": null", "\"use_sliding_window\": false"]
        return switch model.architecture {
        case .llama: [bias, "\"mlp_bias\": false", "\"pretraining_tp\": 1"]
        case .mistral: ["\"sliding_window\": null"]
        case .qwen2: noWindow
        case .qwen3: [bias] + noWindow
        }
    }
}
