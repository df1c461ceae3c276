// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One prompt to continue.
public struct SampleRequest: Sendable, Hashable {
    /// The whole prompt, from the first token; a server that still has its beginning cached computes only the rest.
    public var prompt: [Int32]
    /// How its tokens are drawn.
    public var parameters: SamplingParameters
    /// Names the random stream of this completion: token i uses draw i.
    public var randomKey: RandomKey
    /// A dialogue whose key-value cache should live on, or nil for a one-off prompt.
    public var session: String?
    /// Whether the completion becomes part of the session. False makes it a fork that leaves no trace.
    public var extendsSession: Bool
    /// How tokens spell text: what a server that knows tokens alone needs for stop sequences. It does without where there are none.
    public var spelling: TokenSpelling?

    /// A one-off prompt, unless it names a session.
    public init(
        prompt: [Int32], parameters: SamplingParameters, randomKey: RandomKey, session: String? = nil, extendsSession: Bool = true,
        spelling: TokenSpelling? = nil
    ) {
        self.prompt = prompt
        self.parameters = parameters
        self.randomKey = randomKey
        self.session = session
        self.extendsSession = extendsSession
        self.spelling = spelling
    }
}

/// Why a completion ended.
public enum CompletionEnd: String, Sendable, Codable {
    /// By one of the request's stop tokens, because the token limit or the model's context was reached, or by one of the request's stop
    /// sequences, which `SampleReply.stop` then names.
    case stopToken, length, stopSequence
}

/// The stop sequence that ended a completion.
public struct StopSequenceEnd: Sendable, Hashable {
    /// The first of the request's stop sequences in the text of the completion.
    public var sequence: String
    /// The text before it: what the completion says. Its tokens may say more, because the last of them are sampled whole.
    public var text: String

    /// A stop sequence with the text before it.
    public init(sequence: String, text: String) {
        self.sequence = sequence
        self.text = text
    }
}

/// A sampled continuation.
///
/// Two log-probabilities are recorded for training, because an update needs both. `logprobs` are those of the distribution that was
/// sampled from: what an importance weight has in its denominator (`TrainingSequence.samplerLogprobs`). `modelLogprobs` are those of the
/// model at the temperature, without penalties and over the whole vocabulary, as the trainer computes them: what the ratio of an update
/// has in its denominator (`TrainingSequence.oldLogprobs`). With the first in its place, every ratio would begin at the probability of
/// what was kept instead of 1, and clipping would act on that. Where nothing was cut off and no penalty is on, they are the same numbers.
public struct SampleReply: Sendable, Hashable {
    /// Sampled tokens; the stop token, or the last token with a part of the stop sequence, included.
    public var tokens: [Int32]
    /// One per token: log-probability under the distribution it was sampled from, after penalties, temperature and truncation. 0 for
    /// greedy, which leaves one token.
    public var logprobs: [Float]
    /// One per token: log-probability under the model at the temperature, with no penalty and nothing cut off. Empty where these are
    /// `logprobs`, for greedy, and where the server does not know them.
    public var modelLogprobs: [Float]
    /// The likeliest tokens at each place under the distribution of `logprobs`; empty where none were asked for.
    public var topLogprobs: TopLogprobs
    /// Why it ended.
    public var end: CompletionEnd
    /// What the completion says, where a stop sequence ended it; nil otherwise.
    public var stop: StopSequenceEnd?
    /// Version of the weights used.
    public var version: Int

    /// A continuation and the weights' version it was sampled with.
    public init(
        tokens: [Int32], logprobs: [Float], end: CompletionEnd, version: Int, modelLogprobs: [Float] = [],
        topLogprobs: TopLogprobs = TopLogprobs(), stop: StopSequenceEnd? = nil
    ) {
        self.tokens = tokens
        self.logprobs = logprobs
        self.modelLogprobs = modelLogprobs
        self.topLogprobs = topLogprobs
        self.end = end
        self.stop = stop
        self.version = version
    }
}
