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

    /// What is done with a line when it is whole; it may end it, or put another in the place of one without words.
    typealias Conclusion = @Sendable (inout ChatLine) async throws -> (report: UserReport, more: Usage?)

    /// Writes the lines of a chat as they are sampled. In sum they are what `answer` replies.
    ///
    /// - Parameter conclude: of a user whose goal is followed. Nothing is heard of its line before the first word.
    /// - Returns: what writes them; everything that can be refused is refused before.
    func stream(
        _ request: ChatCompletionsRequest, conclude: Conclusion? = nil
    ) async throws -> @Sendable (inout EventWriter) async throws -> Usage {
        let plan = try chatPlan(request)
        let prompt = try dialogue.prompt(request.messages)
        let (head, sampling) = try await prepare([prompt], plan, parameter: "messages")
        let told = request.sampling.streamOptions?.includeUsage == true
        return { events in
            var choices = choices(sampling)
            let pieces = PieceWriter.chat(head)
            var usage = Usage(prompt: 0, completion: 0)
            func begin(_ index: Int) async throws {
                guard !choices[index].hasBegun else { return }
                choices[index].hasBegun = true
                let ids = plan.returnsTokenIDs && index == 0 ? prompt : nil
                try await events.write(ChatChunk.beginning(head, index: index, promptTokenIDs: ids))
            }
            func write(_ text: String, _ drawn: DrawnTokens, _ index: Int) async throws {
                try await begin(index)
                if drawn.tokens.isEmpty || !(request.logprobs || plan.returnsTokenIDs) {
                    if !text.isEmpty { try await events.write(bytes: pieces.json(index: index, text: text)) }
                    return
                }
                try await events.write(
                    ChatChunk.piece(
                        head, index: index, text: text, logprobs: request.logprobs ? chatLogprobs(drawn, plan) : nil,
                        tokenIDs: plan.returnsTokenIDs ? drawn.tokens : nil))
            }
            try await StreamedSampling(server: server, requests: sampling).run { event in
                switch event {
                case .drawn(let index, let drawn):
                    choices[index].tokens += drawn.tokens
                    let unsure = choices[index].stops.append(drawn.tokens)
                    var text = String(decoding: dialogue.certainText(of: choices[index].tokens).utf8.dropLast(unsure), as: UTF8.self)
                    if conclude != nil, !text.contains(where: { $0.isLetter || $0.isNumber }) { text = "" }
                    try await write(choices[index].text.piece(of: text), drawn, index)
                case .ended(let replies):
                    usage = self.usage([prompt], replies)
                    for (index, reply) in replies.enumerated() {
                        let (text, stopReason) = dialogue.text(of: reply)
                        var line = ChatLine(text: text, finishReason: reply.end.finishReason, stopReason: stopReason)
                        let concluded = try await conclude?(&line)
                        if let more = concluded?.more {
                            usage = Usage(prompt: usage.prompt + more.prompt, completion: usage.completion + more.completion)
                        }
                        try await write(choices[index].text.rest(of: line.text), reply.drawn(after: choices[index].tokens.count), index)
                        var last = ChatChunk.ending(head, index: index, finishReason: line.finishReason, stopReason: line.stopReason)
                        if !told { last.holdfast = concluded?.report }
                        try await events.write(last)
                        guard told else { continue }
                        var chunk = ChatChunk.usage(head, usage)
                        chunk.holdfast = concluded?.report
                        if index == replies.count - 1 { try await events.write(chunk) }
                    }
                }
            }
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
            let pieces = PieceWriter.completion(head)
            let isPlain = request.logprobs == nil && !plan.returnsTokenIDs
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
                    guard isPlain else { return try await events.write(chunk(index, piece, drawn)) }
                    if !piece.isEmpty { try await events.write(bytes: pieces.json(index: index, text: piece)) }
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
