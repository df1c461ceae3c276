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
    private(set) var record: CompletionRecord
    private var penalties: TokenPenalties?
    private var stops: StopMatcher?
    private(set) var end: CompletionEnd?
    /// Set when the model returned numbers that cannot be sampled from.
    private(set) var failed = false

    init(_ request: SampleRequest, sequence: CachedSequence, contextLength: Int) {
        self.request = request
        self.sequence = sequence
        let parameters = request.parameters
        limit = min(parameters.maxTokens, contextLength - request.prompt.count)
        stream = request.randomKey.stream
        // A limit far above what is sampled must not cost every live dialogue its memory.
        let room = min(max(0, limit), 256)
        record = CompletionRecord(parameters, room: room)
        penalties = TokenPenalties(parameters, prompt: request.prompt, room: room)
        stops = parameters.stopSequences.isEmpty ? nil : StopMatcher(parameters.stopSequences)
        sequence.reserveTokens(request.prompt.count + room)
        if limit <= 0 { end = .length }
    }

    var tokens: [Int32] { record.tokens }
    var runs: Bool { end == nil && !failed }

    /// Samples the next token from a row of logits, which is overwritten.
    func take(_ logits: UnsafeMutablePointer<Float>, vocabulary: Int) {
        guard
            let draw = TokenSampler.draw(
                logits, vocabulary: vocabulary, parameters: request.parameters, penalties: &penalties, uniform: stream.uniform())
        else {
            failed = true
            return
        }
        record.append(draw, row: logits, vocabulary: vocabulary)
        penalties?.append(draw.token)
        sequence.append(draw.token)
        if let spelling = request.spelling, stops?.append(spelling[draw.token]) != nil {
            end = .stopSequence
        } else if request.parameters.stopTokens.contains(draw.token) {
            end = .stopToken
        } else if tokens.count >= limit {
            end = .length
        }
    }

    func reply(version: Int) -> SampleReply {
        SampleReply(
            tokens: record.tokens, logprobs: record.logprobs, end: end ?? .length, version: version, modelLogprobs: record.modelLogprobs,
            topLogprobs: record.topLogprobs,
            stop: stops?.match.map {
                StopSequenceEnd(
                    sequence: request.parameters.stopSequences[$0.index], text: request.spelling?.text(of: tokens, bytes: $0.kept) ?? "")
            })
    }
}
