// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

extension ServedSimulator {
    /// One choice of a streamed reply, as far as it was told.
    private struct Choice {
        var tokens: [Int32] = []
        var text = StreamedText()
        var stops: StreamedStops
        var hasBegun = false
    }

    /// Writes the lines of a chat as they are sampled. In sum they are what `answer` replies.
    /// - Returns: what writes them; everything that can be refused is refused before.
    func stream(_ request: ChatCompletionsRequest) async throws -> @Sendable (inout EventWriter) async throws -> Usage {
        let plan = try chatPlan(request)
        let prompt = try dialogue.prompt(request.messages)
        let (head, sampling) = try await prepare([prompt], plan, parameter: "messages")
        let promptTokenIDs = plan.returnsTokenIDs ? prompt : nil
        let told = request.sampling.streamOptions?.includeUsage == true
        return { events in
            var choices = choices(sampling)
            let pieces = ChatPieceWriter(head)
            var replies: [SampleReply] = []
            func begin(_ index: Int) async throws {
                guard !choices[index].hasBegun else { return }
                choices[index].hasBegun = true
                try await events.write(ChatChunk.beginning(head, index: index, promptTokenIDs: index == 0 ? promptTokenIDs : nil))
            }
            try await StreamedSampling(server: server, requests: sampling).run { event in
                switch event {
                case .drawn(let index, let drawn):
                    try await begin(index)
                    choices[index].tokens += drawn.tokens
                    let unsure = choices[index].stops.append(drawn.tokens)
                    let text = dialogue.certainText(of: choices[index].tokens)
                    let piece = choices[index].text.piece(of: String(decoding: text.utf8.dropLast(unsure), as: UTF8.self))
                    if request.logprobs || plan.returnsTokenIDs {
                        try await events.write(
                            ChatChunk.piece(
                                head, index: index, text: piece, logprobs: request.logprobs ? chatLogprobs(drawn, plan) : nil,
                                tokenIDs: plan.returnsTokenIDs ? drawn.tokens : nil))
                    } else if !piece.isEmpty {
                        try await events.write(bytes: pieces.json(index: index, text: piece))
                    }
                case .ended(let all):
                    replies = all
                    for (index, reply) in all.enumerated() {
                        try await begin(index)
                        let (text, stopReason) = dialogue.text(of: reply)
                        let rest = choices[index].text.rest(of: text)
                        let drawn = reply.drawn(after: choices[index].tokens.count)
                        if !rest.isEmpty || (!drawn.tokens.isEmpty && (request.logprobs || plan.returnsTokenIDs)) {
                            try await events.write(
                                ChatChunk.piece(
                                    head, index: index, text: rest, logprobs: request.logprobs ? chatLogprobs(drawn, plan) : nil,
                                    tokenIDs: plan.returnsTokenIDs ? drawn.tokens : nil))
                        }
                        try await events.write(
                            ChatChunk.ending(head, index: index, finishReason: reply.end.finishReason, stopReason: stopReason))
                    }
                }
            }
            let usage = usage([prompt], replies)
            if told { try await events.write(ChatChunk.usage(head, usage)) }
            return usage
        }
    }

    /// Writes completions as they are sampled. In sum they are what `answer` replies.
    func stream(_ request: CompletionsRequest) async throws -> @Sendable (inout EventWriter) async throws -> Usage {
        let plan = try completionsPlan(request)
        let prompts = tokens(of: request)
        let (head, sampling) = try await prepare(prompts, plan, parameter: "prompt")
        let told = request.sampling.streamOptions?.includeUsage == true
        return { events in
            var choices = choices(sampling)
            var offsets = [Int](repeating: 0, count: sampling.count)
            var replies: [SampleReply] = []
            func chunk(_ index: Int, _ text: String, _ drawn: DrawnTokens) -> CompletionsChunk {
                var chunk = CompletionsChunk(head, index: index, text: text)
                if request.logprobs != nil { chunk.choices[0].logprobs = logprobs(drawn, plan, offset: &offsets[index]) }
                if plan.returnsTokenIDs {
                    chunk.choices[0].tokenIDs = drawn.tokens
                    if !choices[index].hasBegun { chunk.choices[0].promptTokenIDs = prompts[index / plan.count] }
                }
                choices[index].hasBegun = true
                return chunk
            }
            try await StreamedSampling(server: server, requests: sampling).run { event in
                switch event {
                case .drawn(let index, let drawn):
                    choices[index].tokens += drawn.tokens
                    let unsure = choices[index].stops.append(drawn.tokens)
                    let text = tokenizer.decode(choices[index].tokens)
                    let piece = choices[index].text.piece(of: String(decoding: text.utf8.dropLast(unsure), as: UTF8.self))
                    guard !piece.isEmpty || request.logprobs != nil || plan.returnsTokenIDs else { return }
                    try await events.write(chunk(index, piece, drawn))
                case .ended(let all):
                    replies = all
                    for (index, reply) in all.enumerated() {
                        let rest = choices[index].text.rest(of: reply.stop?.text ?? tokenizer.decode(reply.tokens))
                        var last = chunk(index, rest, reply.drawn(after: choices[index].tokens.count))
                        last.choices[0].finishReason = reply.end.finishReason
                        last.choices[0].stopReason = stopReason(reply)
                        try await events.write(last)
                    }
                }
            }
            let usage = usage(prompts, replies)
            if told { try await events.write(CompletionsChunk(head, usage: usage)) }
            return usage
        }
    }

    private func choices(_ requests: [SampleRequest]) -> [Choice] {
        requests.map { Choice(stops: StreamedStops($0.parameters.stopSequences, spelling: spelling)) }
    }
}
