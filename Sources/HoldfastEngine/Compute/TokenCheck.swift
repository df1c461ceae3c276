// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Token ids come from outside and index memory here.
enum TokenCheck {
    /// - Throws: `model`, naming the first id outside the vocabulary.
    static func check(_ tokens: [Int32], vocabulary: Int) throws {
        guard let index = tokens.firstIndex(where: { $0 < 0 || Int($0) >= vocabulary }) else { return }
        throw HoldfastError(
            .model, "token \(tokens[index]) at position \(index) is outside the model's vocabulary of \(vocabulary); use the model's own tokenizer")
    }
}
