// SPDX-License-Identifier: Apache-2.0

/// A model server that tells of tokens while it samples.
public protocol TokenStreaming: ModelServer {
    /// Samples as `sample` does, with the same replies, and tells of what was drawn on the way.
    ///
    /// - Parameter tell: called with the place of a request and what was drawn for it since the last time, in order, within the server: it has
    ///   to be quick. How often is the server's choice; the end of a completion is told by its reply alone.
    func sample(_ requests: [SampleRequest], tell: @escaping @Sendable (_ index: Int, _ drawn: DrawnTokens) -> Void) async throws
        -> [SampleReply]
}

/// Tokens of a completion that were drawn one after another, with what a reply says of them.
public struct DrawnTokens: Sendable, Hashable {
    /// The tokens.
    public var tokens: [Int32]
    /// See `SampleReply.logprobs`.
    public var logprobs: [Float]
    /// See `SampleReply.topLogprobs`; empty where none were asked for.
    public var topLogprobs: TopLogprobs

    /// Some tokens with their log-probabilities.
    public init(tokens: [Int32] = [], logprobs: [Float] = [], topLogprobs: TopLogprobs = TopLogprobs()) {
        self.tokens = tokens
        self.logprobs = logprobs
        self.topLogprobs = topLogprobs
    }
}

extension SampleReply {
    /// What stands behind the first `count` tokens.
    public func drawn(after count: Int) -> DrawnTokens {
        DrawnTokens(
            tokens: Array(tokens.dropFirst(count)), logprobs: Array(logprobs.dropFirst(count)), topLogprobs: topLogprobs.dropping(count))
    }
}
