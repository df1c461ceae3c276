// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEngine
import HoldfastModels

extension ModelSection {
    /// The shape with a vocabulary of this size.
    func shape(vocabularySize: Int) -> ModelConfiguration {
        ModelConfiguration(
            vocabularySize: vocabularySize, hiddenSize: hiddenSize, feedForwardSize: feedForwardSize, layers: layers, heads: heads,
            keyValueHeads: keyValueHeads, contextLength: contextLength)
    }

    /// Refuses shapes that cannot be, in the words of this section.
    /// - Throws: `configuration`, beginning with the key.
    func validate() throws {
        let least = DialogueTemplate.specialTokens.count + 256
        guard vocabularySize >= least else {
            throw HoldfastError(
                .configuration,
                "model.vocabulary_size must be at least \(least): 256 bytes and \(DialogueTemplate.specialTokens.count) special tokens")
        }
        do {
            try shape(vocabularySize: vocabularySize).validate { Self.keys[$0] ?? $0 }
        } catch let error as HoldfastError {
            throw HoldfastError(.configuration, error.message)
        }
    }

    /// Our key for each key of a `config.json`.
    private static let keys = [
        "vocab_size": "model.vocabulary_size", "hidden_size": "model.hidden_size", "intermediate_size": "model.feed_forward_size",
        "num_hidden_layers": "model.layers", "num_attention_heads": "model.heads", "num_key_value_heads": "model.key_value_heads",
        "head_dim": "model.hidden_size / model.heads", "max_position_embeddings": "model.context_length",
    ]
}
