// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// What the penalties of a completion apply to: the tokens it and its prompt hold.
struct TokenPenalties {
    private let repetition: Float
    private let presence: Float
    private let frequency: Float
    /// Every token that was seen, once.
    private var tokens: [Int32] = []
    /// How often the completion holds each of `tokens`.
    private var counts: [Int32] = []
    /// By how much the last `apply` changed the logit of each of `tokens`.
    private var changes: [Float] = []
    /// Where each token stands in `tokens`.
    private var places: [Int32: Int] = [:]

    /// - Returns: nil where no penalty is on.
    /// - Parameter room: tokens that will be sampled, at most.
    init?(_ parameters: SamplingParameters, prompt: [Int32], room: Int) {
        guard parameters.penalizes else { return nil }
        repetition = parameters.repetitionPenalty
        presence = parameters.presencePenalty
        frequency = parameters.frequencyPenalty
        let held = parameters.repetitionPenalty == 1 ? 0 : prompt.count
        let kinds = held + min(room, 256)
        tokens.reserveCapacity(kinds)
        counts.reserveCapacity(kinds)
        changes.reserveCapacity(kinds)
        places.reserveCapacity(kinds)
        if held > 0 { for token in prompt { note(token, sampled: 0) } }
    }

    mutating func append(_ token: Int32) { note(token, sampled: 1) }

    private mutating func note(_ token: Int32, sampled: Int32) {
        if let place = places[token] {
            counts[place] += sampled
        } else {
            places[token] = tokens.count
            tokens.append(token)
            counts.append(sampled)
            changes.append(0)
        }
    }

    mutating func apply(to logits: UnsafeMutablePointer<Float>, vocabulary: Int) {
        for place in tokens.indices {
            let token = Int(tokens[place])
            let logit = logits[token]
            var penalized = logit > 0 ? logit / repetition : logit * repetition
            let count = counts[place]
            if count > 0 { penalized -= frequency * Float(count) + presence }
            logits[token] = penalized
            changes[place] = penalized - logit
        }
    }

    /// By how much the last `apply` changed the logit of a token.
    func change(of token: Int32) -> Float { places[token].map { changes[$0] } ?? 0 }
}
