// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import Synchronization

/// What a model promises with each feature that it has.
extension ChatModelConformance {
    func pieces(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        // A model without streaming tells its reply in one piece; a client whose server does not stream refuses.
        guard features.contains(.streaming) || !model.features.contains(.streaming) else { return [] }
        let told = Mutex<[ChatPiece]>([])
        let reply = try await model.reply(to: request()) { piece in told.withLock { $0.append(piece) } }
        var problems: [String] = []
        let text = told.withLock(\.self).reduce("") { if case .text(let more) = $1 { $0 + more } else { $0 } }
        if text != reply.text { problems.append("the pieces are `\(text)`, the reply `\(reply.text)`") }
        if reply.text.isEmpty { problems.append("no text") }
        if features.contains(.seed) {
            let whole = try await model.reply(to: request())
            if whole.text != reply.text || whole.end != reply.end { problems.append("`\(reply.text)` in pieces, `\(whole.text)` whole") }
        }
        return problems
    }

    func calls(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.isSuperset(of: [.tools, .forcedTools]) else { return [] }
        var asked = request()
        (asked.tools, asked.toolChoice, asked.parameters.maxTokens) = ([tool], .named(tool.name), structuredTokens)
        let reply = try await model.reply(to: asked)
        guard let call = reply.toolCalls.first else { return ["no call"] }
        var problems = reply.toolCalls.filter { $0.name != tool.name }.map { "a call of \($0.name)" }
        if call.id.isEmpty { problems.append("a call without an id") }
        _ = try call.parsedArguments()
        asked.messages += [reply.message, .result("done", of: call)]
        (asked.toolChoice, asked.parameters.maxTokens) = (.none, parameters.maxTokens)
        if try await !model.reply(to: asked).toolCalls.isEmpty { problems.append("a call where it was to make none") }
        return problems
    }

    func keepsForm(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.contains(.json) else { return [] }
        var asked = request()
        (asked.format, asked.parameters.maxTokens) = (.json(schema), structuredTokens)
        let object = try await model.reply(to: asked).json()
        let required = Set(schema.schema.object?["required"]?.texts ?? [])
        let missing = required.subtracting(object.keys)
        return missing.isEmpty ? [] : ["\(missing.sorted()) is missing in \(object.keys.sorted())"]
    }

    func logprobs(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.contains(.logprobs) else { return [] }
        var asked = request()
        asked.logprobs = true
        if features.contains(.topLogprobs) { asked.parameters.topLogprobs = 2 }
        let reply = try await model.reply(to: asked)
        var problems: [String] = []
        if reply.logprobs.isEmpty { problems.append("none") }
        if let usage = reply.usage, reply.logprobs.count > usage.completion {
            problems.append("\(reply.logprobs.count) for \(usage.completion) tokens")
        }
        for token in reply.logprobs {
            if !token.logprob.isFinite || token.logprob > 1e-3 { problems.append("\(token.logprob) of `\(token.text)`") }
            let top = token.likeliest.map(\.logprob)
            if top.count != asked.parameters.topLogprobs { problems.append("\(top.count) of the likeliest tokens beside `\(token.text)`") }
            if top != top.sorted(by: >) { problems.append("the likeliest tokens beside `\(token.text)` are not in falling order") }
        }
        return problems
    }
}
