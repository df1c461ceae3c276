// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// How a trace's log-probabilities under the model are stored: where they differ from the sampler's, and 0 elsewhere, which costs nothing.
extension TokenTrace {
    var storedModelLogprobs: [Float] {
        modelLogprobs.isEmpty
            ? [Float](repeating: 0, count: count) : zip(modelLogprobs, logprobs).map { $0 == $1 ? 0 : $0 }
    }

    /// - Throws: `.format` when the arrays differ in length.
    init(ids: [Int32], logprobs: [Float], storedModelLogprobs: [Float], mask: [Bool], turn: [Int32]) throws {
        let differs = storedModelLogprobs.contains { $0 != 0 } && storedModelLogprobs.count == logprobs.count
        try self.init(
            ids: ids, logprobs: logprobs, modelLogprobs: differs ? zip(storedModelLogprobs, logprobs).map { $0 == 0 ? $1 : $0 } : [],
            mask: mask, turn: turn)
    }
}
