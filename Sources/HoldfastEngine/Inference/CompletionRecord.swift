// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastModels

/// What is kept of the tokens of a completion while they are drawn.
struct CompletionRecord {
    private(set) var tokens: [Int32] = []
    private(set) var logprobs: [Float] = []
    private(set) var modelLogprobs: [Float] = []
    private(set) var topLogprobs = TopLogprobs()
    /// Likeliest tokens and their weights while they are looked for.
    private var likeliest: [Int32]
    private var weights: [Float]

    /// - Parameter room: tokens that will be sampled, at most.
    init(_ parameters: SamplingParameters, room: Int) {
        let top = parameters.topLogprobs
        tokens.reserveCapacity(room)
        logprobs.reserveCapacity(room)
        if parameters.reshapes { modelLogprobs.reserveCapacity(room) }
        // A limit may be as long as the context and is seldom reached; longer records grow as arrays do.
        if top > 0 { topLogprobs.reserveCapacity(places: min(room, 256), tokens: top) }
        likeliest = [Int32](repeating: 0, count: top)
        weights = [Float](repeating: 0, count: top)
    }

    /// Bytes that its arrays have room for.
    var bytes: Int { 4 * (tokens.capacity + logprobs.capacity + modelLogprobs.capacity + likeliest.capacity + weights.capacity) }

    /// What was kept of the tokens behind the first `count`.
    func drawn(after count: Int) -> DrawnTokens {
        DrawnTokens(
            tokens: Array(tokens[count...]), logprobs: Array(logprobs[count...]), topLogprobs: topLogprobs.dropping(count))
    }

    /// - Parameter row: what the draw left in its row.
    mutating func append(_ draw: TokenSampler.Draw, row: UnsafePointer<Float>, vocabulary: Int) {
        tokens.append(draw.token)
        logprobs.append(draw.logprob)
        if let logprob = draw.modelLogprob { modelLogprobs.append(logprob) }
        guard !likeliest.isEmpty else { return }
        guard let sum = draw.sum else {
            topLogprobs.add(TokenLogprob(token: draw.token, logprob: draw.logprob))
            topLogprobs.endPlace()
            return
        }
        for place in 0..<hf_largest(&likeliest, &weights, row, vocabulary, likeliest.count) {
            topLogprobs.add(TokenLogprob(token: likeliest[place], logprob: Float(log(Double(weights[place]) / sum))))
        }
        topLogprobs.endPlace()
    }
}
