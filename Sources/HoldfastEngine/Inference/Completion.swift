// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// One reply in the making.
final class Completion {
    let request: SampleRequest
    let sequence: CachedSequence
    /// Most tokens that may be sampled, within the request's limit and the model's context.
    let limit: Int
    private var stream: RandomStream
    private(set) var tokens: [Int32] = []
    private(set) var logprobs: [Float] = []
    private(set) var end: CompletionEnd?
    /// Set when the model returned numbers that cannot be sampled from.
    private(set) var failed = false

    init(_ request: SampleRequest, sequence: CachedSequence, contextLength: Int) {
        self.request = request
        self.sequence = sequence
        limit = min(request.parameters.maxTokens, contextLength - request.prompt.count)
        stream = request.randomKey.stream
        // A limit far above what is sampled must not cost every live dialogue its memory.
        let expected = min(max(0, limit), 256)
        tokens.reserveCapacity(expected)
        logprobs.reserveCapacity(expected)
        sequence.reserveTokens(request.prompt.count + expected)
        if limit <= 0 { end = .length }
    }

    var runs: Bool { end == nil && !failed }

    /// Samples the next token from a row of logits, which is overwritten.
    func take(_ logits: UnsafeMutablePointer<Float>, vocabulary: Int) {
        guard
            let draw = TokenSampler.draw(logits, vocabulary: vocabulary, parameters: request.parameters, uniform: stream.uniform())
        else {
            failed = true
            return
        }
        tokens.append(draw.token)
        logprobs.append(draw.logprob)
        sequence.append(draw.token)
        if request.parameters.stopTokens.contains(draw.token) {
            end = .stopToken
        } else if tokens.count >= limit {
            end = .length
        }
    }

    func reply(version: Int) -> SampleReply {
        SampleReply(tokens: tokens, logprobs: logprobs, end: end ?? .length, version: version)
    }
}
