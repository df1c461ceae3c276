// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels

/// Checks any `ChatModel` against what its protocol promises. It asserts nothing itself: a test expects the list to be empty.
public struct ChatModelConformance: Sendable {
    /// Makes a model, equal each time.
    public var makeModel: @Sendable () async throws -> any ChatModel
    /// A conversation that the model answers with several tokens.
    public var conversation: [ChatMessage]
    /// Others that have to be told apart from it and from each other: other roles, another order, another system message.
    public var others: [[ChatMessage]]
    /// How to sample; `maxTokens` from 4 on.
    public var parameters: SamplingParameters
    /// A tool that can be demanded where the model says that it calls tools.
    public var tool: ChatTool
    /// A schema that a reply can be bound to where the model says so.
    public var schema: ChatSchema
    /// Tokens that a call or an object may take.
    public var structuredTokens: Int
    /// What is checked; nil for all that the model says it has. A client that passes everything on may not know.
    public var features: Set<ChatFeature>?

    /// A suite for one kind of model.
    public init(
        conversation: [ChatMessage], others: [[ChatMessage]], parameters: SamplingParameters = SamplingParameters(maxTokens: 12),
        tool: ChatTool = ChatModelConformance.tool, schema: ChatSchema = ChatModelConformance.schema, structuredTokens: Int = 100,
        features: Set<ChatFeature>? = nil, makeModel: @escaping @Sendable () async throws -> any ChatModel
    ) {
        self.makeModel = makeModel
        self.conversation = conversation
        self.others = others
        self.parameters = parameters
        self.tool = tool
        self.schema = schema
        self.structuredTokens = structuredTokens
        self.features = features
    }

    /// A tool with one argument of two values.
    public static let tool = ChatTool(
        name: "choose_city", summary: "Chooses a city.",
        parameters: .object([
            "type": .string("object"),
            "properties": .object(["city": .object(["type": .string("string"), "enum": .array([.string("Ely"), .string("York")])])]),
            "required": .array([.string("city")]), "additionalProperties": .boolean(false),
        ]))

    /// An object with one number of three values.
    public static let schema = ChatSchema(
        name: "score",
        schema: .object([
            "type": .string("object"),
            "properties": .object([
                "score": .object(["type": .string("integer"), "enum": .array([.integer(1), .integer(2), .integer(3)])])
            ]), "required": .array([.string("score")]), "additionalProperties": .boolean(false),
        ]))

    /// Runs every check, each with a model of its own.
    /// - Returns: the broken promises. A check that throws counts as one.
    public func violations() async -> [ConformanceViolation] {
        guard !conversation.isEmpty, !others.isEmpty, !others.contains(conversation), parameters.maxTokens >= 4 else {
            return [ConformanceViolation("usage", "the suite needs a conversation, others that differ from it, and maxTokens of 4 or more")]
        }
        var found: [ConformanceViolation] = []
        func check(_ promise: String, _ body: (any ChatModel, Set<ChatFeature>) async throws -> [String]) async {
            do {
                let model = try await makeModel()
                found += try await body(model, features ?? model.features).map { ConformanceViolation(promise, $0) }
            } catch {
                found.append(ConformanceViolation(promise, "threw \(error)"))
            }
        }
        await check("a conversation is answered", answers)
        await check("roles, order and system message are part of what is asked", distinguishes)
        await check("equal seeds give equal replies", repeatsWithSeeds)
        await check("a reply ends at its limit", endsAtLimit)
        await check("a reply ends before a stop sequence", endsAtStops)
        await check("what cannot be asked is refused", refuses)
        await check("a cancelled request ends, and the model lives on", cancels)
        await check("requests at once are answered each by its own reply", answersAtOnce)
        await check("pieces add up to the reply", pieces)
        await check("a demanded tool is called", calls)
        await check("a demanded form is kept", keepsForm)
        await check("log-probabilities belong to the reply", logprobs)
        return found
    }

    func request(_ messages: [ChatMessage]? = nil, seed: Int? = 1) -> ChatRequest {
        ChatRequest(messages ?? conversation, parameters: parameters, seed: seed)
    }
}
