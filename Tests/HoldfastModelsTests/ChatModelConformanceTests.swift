// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTesting
import Testing

/// The suite passes a model that keeps the protocol, and finds each fault in one that does not.
struct ChatModelConformanceTests {
    private static let conversation = [ChatMessage(.system, "You are Ann."), ChatMessage(.user, "Hello?")]
    private static let others = [
        [ChatMessage(.system, "You are Ben."), ChatMessage(.user, "Hello?")], [ChatMessage(.user, "Hello?"), ChatMessage(.system, "You are Ann.")],
        [ChatMessage(.user, "You are Ann."), ChatMessage(.user, "Hello?")],
        [ChatMessage(.system, "You are Ann."), ChatMessage(.user, "Hello?"), ChatMessage(.assistant, "Yes?"), ChatMessage(.user, "Hello?")],
    ]

    /// Words that follow from conversation and seed, one a token.
    private static func words(_ request: ChatRequest) -> ChatReply {
        let place = request.messages.map { "\($0.role.rawValue) \($0.content)" }.joined(separator: "\n")
        var stream = RandomKey(seed: StableHash.of(place), step: request.seed ?? 0, purpose: .sampling).stream
        if case .named(let name) = request.toolChoice {
            return ChatReply("", toolCalls: [ChatToolCall(id: "c", name: name, arguments: #"{"city": "Ely"}"#)], end: .toolCalls)
        }
        if case .json = request.format { return ChatReply(#"{"score": 2}"#) }
        let words = (0..<8).map { _ in stream.pick(["red", "old", "ten", "sun", "ivy", "fog"]) ?? "" }
        var kept = Array(words.prefix(request.parameters.maxTokens))
        var text = kept.joined(separator: " ")
        var end: ChatEnd = kept.count < words.count ? .length : .stop
        for stop in request.parameters.stopSequences {
            guard let place = text.firstRange(of: stop) else { continue }
            (text, end) = (String(text[..<place.lowerBound]), .stop)
            kept = text.split(separator: " ").map(String.init)
        }
        let likeliest = (0..<request.parameters.topLogprobs).map { ChatTokenLogprob.Alternative(text: "\($0)", logprob: -0.5 - Float($0)) }
        return ChatReply(
            text, end: end,
            logprobs: request.wantsLogprobs ? kept.map { ChatTokenLogprob(text: $0, logprob: -1, likeliest: likeliest) } : [],
            usage: ChatUsage(prompt: 9, completion: max(1, kept.count)))
    }

    private func violations(
        _ features: Set<ChatFeature> = Set(ChatFeature.allCases), _ change: @escaping @Sendable (ChatRequest, inout ChatReply) -> Void = { _, _ in }
    ) async -> Set<String> {
        let suite = ChatModelConformance(conversation: Self.conversation, others: Self.others) {
            ScriptedChatModel(features: features) { request, _ in
                var reply = Self.words(request)
                change(request, &reply)
                return reply
            }
        }
        let found = await suite.violations()
        return Set(found.map(\.promise))
    }

    @Test func `the scripted model keeps every promise, with all features and with none`() async {
        #expect(await violations() == [])
        #expect(await violations([]) == [])
        #expect(await violations([.seed, .logprobs]) == [])
    }

    private static let faults: [(String, @Sendable (ChatRequest, inout ChatReply) -> Void)] = [
        ("a conversation is answered", { $1.text = "" }),
        ("a conversation is answered", { $1.usage = ChatUsage(prompt: 0, completion: 1) }),
        (
            "roles, order and system message are part of what is asked",
            { request, reply in
                var blind = request
                blind.messages = blind.messages.filter { $0.role == .user }
                reply = words(blind)
            }
        ),
        ("equal seeds give equal replies", { $1.text = $0.seed == 8 ? $1.text : $1.text + " \(UInt64.random(in: 0...UInt64.max))" }),
        (
            "equal seeds give equal replies",
            { request, reply in
                var same = request
                same.seed = 0
                reply = words(same)
            }
        ),
        ("a reply ends at its limit", { $1.usage?.completion = 3 }),
        ("a reply ends at its limit", { if $0.parameters.maxTokens == 2 { $1.text = "other words" } }),
        ("a reply ends before a stop sequence", { if let stop = $0.parameters.stopSequences.first { $1.text += stop } }),
        ("requests at once are answered each by its own reply", { if $0.seed == 5 { $1.text += "\(UInt64.random(in: 0...UInt64.max))" } }),
        ("a demanded tool is called", { if $0.toolChoice != .automatic { $1.toolCalls = [] } }),
        ("a demanded tool is called", { if !$1.toolCalls.isEmpty { $1.toolCalls[0].arguments = "{" } }),
        ("a demanded form is kept", { if $0.format != .text { $1.text = "two" } }),
        ("a demanded form is kept", { if $0.format != .text { $1.text = "{}" } }),
        ("log-probabilities belong to the reply", { if $0.logprobs { $1.logprobs = [] } }),
        ("log-probabilities belong to the reply", { if $0.logprobs { $1.logprobs[0].logprob = .nan } }),
        ("log-probabilities belong to the reply", { if $0.logprobs { $1.logprobs[0].likeliest.reverse() } }),
    ]

    @Test(arguments: faults.indices) func `each fault is found under its promise`(index: Int) async {
        let (promise, change) = Self.faults[index]
        #expect(await violations(Set(ChatFeature.allCases), change).contains(promise), "\(promise)")
    }

    /// Answers whatever it is asked, also when nobody waits any more.
    private struct Obliging: ChatModel {
        let identity = "obliging"
        let features: Set<ChatFeature> = [.streaming]
        func reply(to request: ChatRequest) async throws -> ChatReply { ChatReply("yes") }
        func reply(to request: ChatRequest, telling piece: @Sendable (ChatPiece) async -> Void) async throws -> ChatReply {
            await piece(.text("y"))
            return ChatReply("yes")
        }
    }

    @Test func `who refuses nothing, never ends and tells other pieces is found out`() async {
        let suite = ChatModelConformance(conversation: Self.conversation, others: Self.others) { Obliging() }
        let found = Set(await suite.violations().map(\.promise))
        #expect(
            found == [
                "what cannot be asked is refused", "a cancelled request ends, and the model lives on", "pieces add up to the reply",
            ])
    }

    @Test func `a model that throws breaks the promise it was asked about`() async {
        let suite = ChatModelConformance(conversation: Self.conversation, others: Self.others) { ScriptedChatModel(replies: ["yes"]) }
        let found = await suite.violations()
        #expect(found.contains { $0.finding.contains("has 1 replies") })
        let wrong = ChatModelConformance(conversation: Self.conversation, others: [Self.conversation]) { ScriptedChatModel(replies: []) }
        #expect(await wrong.violations().map(\.promise) == ["usage"])
    }
}
