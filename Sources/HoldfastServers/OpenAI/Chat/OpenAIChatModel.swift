// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
public import HoldfastModels

/// A chat model behind an OpenAI-compatible server: task agents and judges.
///
/// What a request asks for and the server does not give is an error, never left out: a tool that had to be called, log-probabilities, JSON.
public struct OpenAIChatModel: ChatModel {
    /// The model's name at its server.
    public let model: String
    /// Everything a request can ask for is passed on, to be honoured or refused at the server, unless told otherwise.
    public let features: Set<ChatFeature>
    private let connection: ServerConnection
    private let dialect: ChatDialect
    private let seed: UInt64

    /// Model and server, such as `qwen3 at 127.0.0.1:8000`.
    public var identity: String { "\(model) at \(connection.address.host)" }

    /// Asks the server for its models where none is named.
    /// - Parameter features: what the server is known to have, such as `OpenAIServerReport.chatFeatures`.
    /// - Throws: `configuration` for a bad URL, key or choice of model; `server` where it cannot be asked.
    public init(_ configuration: OpenAIServerConfiguration, features: Set<ChatFeature> = Set(ChatFeature.allCases)) async throws {
        try await self.init(configuration, features: features, connection: ServerConnection(configuration))
    }

    init(
        _ configuration: OpenAIServerConfiguration, features: Set<ChatFeature> = Set(ChatFeature.allCases), connection: ServerConnection
    ) async throws {
        if let name = configuration.model {
            model = name
        } else {
            model = try await connection.models(seed: configuration.seed).entry(named: nil, server: connection.address.host).id
        }
        self.features = features
        self.connection = connection
        dialect = configuration.dialect
        seed = configuration.seed
    }

    /// One reply. Equal conversations are asked with equal seeds, unless the request has one of its own.
    /// - Throws: `model` for parameters out of range and for what `features` lack; `server` where it is given up, or the reply lacks what was
    ///   asked for.
    public func reply(to request: ChatRequest) async throws -> ChatReply {
        let asked = try serverRequest(request, streams: false)
        let host = connection.address.host
        return try await connection.ask(asked, dialogue: dialogue(request.messages), jitter: jitter(request.messages.last?.content)) {
            try JSONDecoder().decode(ChatCompletion.self, from: $0.body)
        }.reply(to: request, server: host)
    }

    /// The same, told while the server writes it. Once a piece is told, a stream that breaks off is an error and not repeated.
    /// - Throws: as without pieces.
    public func reply(to request: ChatRequest, telling piece: @Sendable (ChatPiece) async -> Void) async throws -> ChatReply {
        guard features.contains(.streaming) else {
            throw HoldfastError(.model, "\(identity) does not stream; ask without pieces, or another model")
        }
        let asked = try serverRequest(request, streams: true)
        return try await streamed(asked, dialogue: dialogue(request.messages), place: request.messages.last?.content, piece)
            .reply(to: request, server: connection.address.host)
    }

    /// Continues a text, without roles and template.
    /// - Throws: `model` for parameters out of range and for options of sampling that text completions lack; `server` as for chats.
    public func complete(_ prompt: String, parameters: SamplingParameters, seed: Int? = nil) async throws -> ChatReply {
        let asked = try serverRequest(prompt, parameters, seed: seed, streams: false)
        let host = connection.address.host
        return try await connection.ask(asked, dialogue: Int(truncatingIfNeeded: StableHash.of(prompt)), jitter: jitter(prompt)) {
            try JSONDecoder().decode(TextCompletion.self, from: $0.body)
        }.asChat.reply(to: ChatRequest([], parameters: parameters), server: host)
    }

    /// The same, told while the server writes it.
    /// - Throws: as without pieces.
    public func complete(
        _ prompt: String, parameters: SamplingParameters, seed: Int? = nil, telling piece: @Sendable (ChatPiece) async -> Void
    ) async throws -> ChatReply {
        let asked = try serverRequest(prompt, parameters, seed: seed, streams: true)
        return try await streamed(asked, dialogue: Int(truncatingIfNeeded: StableHash.of(prompt)), place: prompt, piece)
            .reply(to: ChatRequest([], parameters: parameters), server: connection.address.host)
    }

    private func serverRequest(_ request: ChatRequest, streams: Bool) throws -> ServerRequest {
        try request.parameters.validate(for: .all, of: identity)
        try request.validate(for: features, of: identity)
        let body = ChatBody(request, model: model, seed: request.seed ?? ownSeed, dialect: dialect, streams: streams)
        return try Self.request("/v1/chat/completions", body, streams: streams)
    }

    private func serverRequest(_ prompt: String, _ parameters: SamplingParameters, seed: Int?, streams: Bool) throws -> ServerRequest {
        try parameters.validate(for: [.topP, .stopSequences], of: "a text completion of \(identity)")
        let body = TextCompletionBody(prompt, parameters: parameters, model: model, seed: seed ?? ownSeed, streams: streams)
        return try Self.request("/v1/completions", body, streams: streams)
    }

    private static func request(_ path: String, _ body: some Encodable, streams: Bool) throws -> ServerRequest {
        let encoder = JSONEncoder()
        // Equal requests are equal bytes.
        encoder.outputFormatting = .sortedKeys
        var request = ServerRequest(path: path, body: try encoder.encode(body))
        if streams { request.accept = "text/event-stream" }
        return request
    }

    private func streamed(
        _ request: ServerRequest, dialogue: Int, place: String?, _ piece: @Sendable (ChatPiece) async -> Void
    ) async throws -> ChatCompletion {
        try await withoutActuallyEscaping(piece) { piece in
            try await connection.repeating(request, dialogue: dialogue, jitter: jitter(place)) { [connection] question, timeout in
                await ChatStream(piece).completion(of: connection, question, request, timeout: timeout)
            }
        }
    }

    private var ownSeed: Int { RandomKey(seed: seed, purpose: .sampling).serverSeed }

    /// Waits of requests that are in flight together need streams of their own.
    private func jitter(_ place: String?) -> RandomKey {
        RandomKey(seed: seed, group: Int(truncatingIfNeeded: StableHash.of(place ?? "")), purpose: .retry)
    }

    /// A dialogue keeps how it began.
    private func dialogue(_ messages: [ChatMessage]) -> Int {
        Int(truncatingIfNeeded: StableHash.of(messages.prefix(3).map(\.content).joined(separator: "\n")))
    }
}
