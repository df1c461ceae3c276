// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension ChatCompletion {
    /// The reply, everything that was asked for checked: what is missing is not made up.
    /// - Throws: `server` for anything missing, doubled or out of range.
    func reply(to request: ChatRequest, server: String) throws -> ChatReply {
        func refuse(_ what: String, of reply: ChatReply? = nil) -> HoldfastError {
            HoldfastError(.server, "the model server at \(server) \(what)", cause: reply.map(UnwantedChatReply.init))
        }
        guard let choice = choices.first else { throw refuse("gave no reply in its answer") }
        guard choices.count == 1, choice.index ?? 0 == 0 else {
            throw refuse("gave \(choices.count) replies, the first with number \(choice.index ?? 0), where one was asked for; none of them is used")
        }
        let end = try choice.end { refuse("ended a reply with the unknown reason `\($0)`") }
        let usage = usage.map { ChatUsage(prompt: $0.promptTokens, completion: $0.completionTokens ?? 0) }
        if let refusal = choice.message.refusal, !refusal.isEmpty {
            throw refuse("replied that its model declines: \(refusal.prefix(200))", of: ChatReply(refusal, end: .filtered, usage: usage))
        }
        let calls = (choice.message.toolCalls ?? []).enumerated().map { index, call in
            ChatToolCall(id: call.id ?? "call_\(index)", name: call.function.name, arguments: call.function.arguments)
        }
        guard choice.message.content != nil || !calls.isEmpty else {
            throw refuse("replied without text (finish reason `\(choice.finishReason ?? "none")`)")
        }
        guard Set(calls.map(\.id)).count == calls.count else { throw refuse("gave two tool calls one id; none of them is used") }
        if let stranger = calls.first(where: { call in !request.tools.contains { $0.name == call.name } }) {
            throw refuse("called the tool `\(stranger.name)`, which it was not given")
        }
        switch request.toolChoice {
        case .named(let name) where calls.isEmpty || calls.contains { $0.name != name }:
            throw refuse("did not call `\(name)`, as it was told to; it may not know `tool_choice`")
        case .required where calls.isEmpty: throw refuse("called no tool, as it was told to; it may not know `tool_choice`")
        default: break
        }
        var reply = ChatReply(choice.message.content ?? "", toolCalls: calls, end: end, usage: usage)
        if request.wantsLogprobs { reply.logprobs = try choice.logprobs(for: request, usage: usage) { refuse($0) } }
        if case .json = request.format, calls.isEmpty {
            do {
                _ = try reply.json()
            } catch let error as HoldfastError {
                throw refuse("was asked for JSON: \(error.message)", of: reply)
            }
        }
        return reply
    }
}

extension ChatCompletion.Choice {
    fileprivate func end(_ refuse: (String) -> HoldfastError) throws -> ChatEnd {
        switch finishReason {
        case "stop", "eos", "eos_token": .stop
        case "length": .length
        case "tool_calls", "function_call": .toolCalls
        case "content_filter": .filtered
        case nil: .untold
        case let other?: throw refuse(other)
        }
    }

    fileprivate func logprobs(
        for request: ChatRequest, usage: ChatUsage?, _ refuse: (String) -> HoldfastError
    ) throws -> [ChatTokenLogprob] {
        guard let content = logprobs?.content, !content.isEmpty || (message.content ?? "").isEmpty else {
            throw refuse("returns no log-probabilities; start it so that it does, or ask another one")
        }
        if let usage, content.count > usage.completion {
            throw refuse("gave \(content.count) log-probabilities for \(usage.completion) tokens; nothing of its reply can be trusted")
        }
        func checked(_ logprob: Float?) throws -> Float {
            guard let logprob, logprob.isFinite, logprob <= 1e-3 else {
                throw refuse("gave a log-probability that is missing, not finite or above 0; nothing of its reply can be trusted")
            }
            return logprob
        }
        let count = request.parameters.topLogprobs
        return try content.map { token in
            let likeliest = try (token.alternatives ?? []).map {
                ChatTokenLogprob.Alternative(text: $0.token, logprob: try checked($0.logprob))
            }
            guard count == 0 || !likeliest.isEmpty else { throw refuse("does not name the likeliest tokens of every place") }
            // Some add the drawn token behind those that were asked for.
            return ChatTokenLogprob(
                text: token.token, logprob: try checked(token.logprob),
                likeliest: Array(likeliest.sorted { $0.logprob > $1.logprob }.prefix(count)))
        }
    }
}
