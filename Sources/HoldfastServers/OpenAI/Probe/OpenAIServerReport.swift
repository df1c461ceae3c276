// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
public import HoldfastModels

/// What a model server can do, found out by asking it tiny things, and what Holdfast will therefore do with it.
public struct OpenAIServerReport: Sendable, Hashable, Codable {
    /// Names of the models it lists; empty where it lists none.
    public var models: [String]
    /// The model that was asked.
    public var model: String
    /// Longest sequence of that model in tokens; nil where the server does not say.
    public var contextLength: Int?
    /// Models that can be trained there; empty where it does not speak the Tinker protocol.
    public var tinkerModels: [String]
    /// In which spellings to ask it for chats.
    public var dialect: ChatDialect
    /// What was found out, about every ability.
    public var findings: [ServerAbility: ServerFinding]
    /// What Holdfast will do with it, in every role.
    public var uses: [ServerRole: ServerUse]

    /// Whether a simulator can be sampled there.
    public var servesSimulators: Bool { uses[.frozenSimulator]?.isPossible ?? false }

    /// What a chat model there has.
    public var chatFeatures: Set<ChatFeature> {
        let table: [(ServerAbility, [ChatFeature])] = [
            (.tools, [.tools, .forcedTools]), (.chatLogprobs, [.logprobs]), (.chatTopLogprobs, [.topLogprobs]), (.seed, [.seed]),
            (.streaming, [.streaming]),
        ]
        return Set([.json] + table.filter { findings[$0.0]?.verdict == .yes }.flatMap(\.1))
    }

    init(_ probe: CapabilityProbe) {
        let known = probe.known
        models = known.models
        model = known.model
        contextLength = known.contextLength
        tinkerModels = known.tinkerModels
        dialect = ChatDialect(tokenLimit: known.tokenLimit, json: known.json)
        findings = probe.findings
        uses = ServerUse.all(known, findings)
    }

    /// Asks some twenty-five tiny things, one after the other. Nothing at the server is changed by them.
    /// - Throws: `configuration` for a bad URL, key or name of a model, and where models are listed no more than named; `server` where it
    ///   cannot be reached, or wants another key.
    public init(asking configuration: OpenAIServerConfiguration) async throws {
        try await self.init(asking: configuration, connection: ServerConnection(configuration))
    }

    init(asking configuration: OpenAIServerConfiguration, connection: ServerConnection) async throws {
        var probe = CapabilityProbe(model: configuration.model ?? "")
        while let question = probe.question {
            let answer = try await Self.ask(question, probe.known, configuration, connection)
            if question == .models { try Self.check(answer, configuration, connection) }
            probe.take(answer)
            if question == .models { try Self.check(probe.known, configuration, connection) }
        }
        guard !probe.known.model.isEmpty || probe.known.can(.chat) || probe.known.can(.tinker) else {
            throw HoldfastError(
                .configuration, "the model server at \(connection.address.host) lists no models, and answers none without a name; name the one to ask"
            )
        }
        self.init(probe)
    }

    private static func ask(
        _ question: ProbeQuestion, _ known: ProbeKnowledge, _ configuration: OpenAIServerConfiguration, _ connection: ServerConnection
    ) async throws -> ProbeAnswer {
        var request = ServerRequest(path: question.path, body: try question.body(known).map { try JSONEncoder().encode($0) })
        if question == .stream { request.accept = "text/event-stream" }
        do throws(AttemptFailure) {
            let answer = try await connection.look(request, timeout: configuration.retry.attemptTimeout)
            return ProbeAnswer(status: answer.status, body: answer.body, isStream: answer.isStream)
        } catch {
            try Task.checkCancellation()
            return ProbeAnswer(problem: connection.clean(RetryFailure(reason: .attemptsUsedUp, attempts: 1, last: error).description))
        }
    }

    /// Who does not answer the first question at all, or wants a key, can be asked no other.
    private static func check(
        _ answer: ProbeAnswer, _ configuration: OpenAIServerConfiguration, _ connection: ServerConnection
    ) throws {
        let failure: AttemptFailure? =
            switch answer.status {
            case nil: .connection(answer.problem)
            case 401?, 403?: .status(answer.status ?? 401, message: connection.clean(ErrorBody.message(in: answer.body)), retryAfter: nil)
            default: nil
            }
        guard let failure else { return }
        throw RetryFailure(reason: .attemptsUsedUp, attempts: 1, last: failure)
            .error(server: connection.address.host, path: ProbeQuestion.models.path, keySource: configuration.keySource)
    }

    private static func check(
        _ known: ProbeKnowledge, _ configuration: OpenAIServerConfiguration, _ connection: ServerConnection
    ) throws {
        guard let name = configuration.model, !known.models.isEmpty else { return }
        _ = try ModelList(data: known.models.map { .init(id: $0) }).entry(named: name, server: connection.address.host)
    }
}
