// SPDX-License-Identifier: Apache-2.0

public import HoldfastModels

/// The `sampling` section: how the simulator's tokens are drawn, in rollouts, evaluations and training. The temperature is
/// `trainer.temperature`, the limit of a line `environment.tokens_per_turn`.
///
/// All but `stop` reshape the distribution that is sampled from; training on it needs `trainer.objective.mismatch`.
public struct SamplingSection: Sendable, Hashable, Codable {
    /// Smallest set of tokens whose probability reaches this, above 0; 1 keeps all.
    public var topP = 1.0
    /// Only so many of the likeliest tokens; 0 keeps all.
    public var topK = 0
    /// Only tokens at least this many times as likely as the likeliest, up to 1; 0 keeps all.
    public var minP = 0.0
    /// Divides positive logits of tokens that the dialogue holds, and multiplies others; above 0, 1 for none.
    public var repetitionPenalty = 1.0
    /// Subtracted from the logits of tokens that the line holds already; from -2 to 2, 0 for none.
    public var presencePenalty = 0.0
    /// The same, times how often the line holds the token.
    public var frequencyPenalty = 0.0
    /// Texts that end a line where they stand, and are not part of it.
    public var stop: [String] = []

    /// The section's defaults: nothing but the temperature.
    public init() {}

    /// The section as a server is asked.
    public func parameters(temperature: Double = 1, maxTokens: Int = 64, stopTokens: [Int32] = []) -> SamplingParameters {
        SamplingParameters(
            temperature: Float(temperature), topP: Float(topP), topK: topK, minP: Float(minP), repetitionPenalty: Float(repetitionPenalty),
            presencePenalty: Float(presencePenalty), frequencyPenalty: Float(frequencyPenalty), maxTokens: maxTokens, stopTokens: stopTokens,
            stopSequences: stop)
    }

    /// The keys that are set and reshape the distribution, such as `sampling.top_p`.
    var reshapingKeys: [String] { parameters().options.intersection(.reshaping).map { "sampling.\($0.rawValue)" }.sorted() }
}
