// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// A chat model behind an OpenAI-compatible server: task agents and judges.
public struct OpenAIChatModel: ChatModel {
    /// The model's name at its server.
    public let model: String
    private let connection: ServerConnection
    private let seed: UInt64

    /// Model and server, such as `qwen3 at 127.0.0.1:8000`.
    public var identity: String { "\(model) at \(connection.address.host)" }

    /// Asks the server for its models where none is named.
    /// - Throws: `configuration` for a bad URL, key variable or choice of model; `server` where it cannot be asked.
    public init(_ configuration: OpenAIServerConfiguration) async throws {
        try await self.init(configuration, connection: ServerConnection(configuration))
    }

    init(_ configuration: OpenAIServerConfiguration, connection: ServerConnection) async throws {
        if let name = configuration.model {
            model = name
        } else {
            model = try await connection.models(seed: configuration.seed).entry(named: nil, server: connection.address.host).id
        }
        self.connection = connection
        seed = configuration.seed
    }

    /// One reply. Equal conversations are asked with equal seeds.
    /// - Throws: `model` for sampling parameters out of range and for top log-probabilities, which a text has no place for; `server` where
    ///   it is given up, or the reply holds no text.
    public func reply(to messages: [ChatMessage], parameters: SamplingParameters) async throws -> String {
        try parameters.validate(for: Set.all.subtracting([.topLogprobs]), of: identity)
        let body = ChatRequest(
            messages, parameters: parameters, model: model, seed: RandomKey(seed: seed, purpose: .sampling).serverSeed)
        // Waits of requests that are in flight together need streams of their own.
        let place = Int(truncatingIfNeeded: StableHash.of(messages.last?.content ?? ""))
        return try await connection.ask(
            "/v1/chat/completions", body, dialogue: dialogue(messages), jitter: RandomKey(seed: seed, group: place, purpose: .retry),
            for: ChatReply.self
        ).text(server: connection.address.host)
    }
    /// A dialogue keeps how it began.
    private func dialogue(_ messages: [ChatMessage]) -> Int {
        Int(truncatingIfNeeded: StableHash.of(messages.prefix(3).map(\.content).joined(separator: "\n")))
    }
}
