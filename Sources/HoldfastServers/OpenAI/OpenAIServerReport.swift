// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// What an OpenAI-compatible server can do for Holdfast, found by asking it for one token.
public struct OpenAIServerReport: Sendable, Hashable, Codable {
    /// Names of the models it lists.
    public var models: [String]
    /// The model that was asked for a token.
    public var model: String
    /// Longest sequence of that model in tokens; nil where the server does not say.
    public var contextLength: Int?
    /// Whether a prompt of token ids is continued with token ids.
    public var tokenIDs: Bool
    /// Whether each sampled token has a log-probability.
    public var logprobs: Bool
    /// Why it gave no completion, where it gave none.
    public var refusal: String?

    /// Whether a simulator can be sampled there.
    public var servesSimulators: Bool { tokenIDs && logprobs }

    /// Asks for the models and for one token.
    /// - Throws: `configuration` for a bad URL or choice of model, `server` where it does not even list its models.
    public init(asking configuration: OpenAIServerConfiguration) async throws {
        try await self.init(asking: configuration, connection: ServerConnection(configuration))
    }

    init(asking configuration: OpenAIServerConfiguration, connection: ServerConnection) async throws {
        let list = try await connection.models(seed: configuration.seed)
        let entry =
            try list.data.count == 1 || configuration.model != nil
            ? list.entry(named: configuration.model, server: connection.address.host) : list.data.first
        models = list.data.map(\.id)
        model = entry?.id ?? ""
        contextLength = entry?.contextLength
        let key = RandomKey(seed: configuration.seed, purpose: .retry)
        let request = CompletionRequest(
            SampleRequest(prompt: [1], parameters: SamplingParameters(maxTokens: 1), randomKey: key.for(.sampling)), model: model)
        do {
            let choice = try await connection.ask("/v1/completions", request, jitter: key, for: CompletionReply.self).choices.first
            tokenIDs = choice?.tokens?.isEmpty == false
            logprobs = choice?.logprobs?.values?.contains { $0?.isFinite == true } == true
        } catch let error as HoldfastError {
            tokenIDs = false
            logprobs = false
            refusal = error.message
        }
    }
}
