// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// What every model promises.
extension ChatModelConformance {
    func answers(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        var problems: [String] = []
        let reply = try await model.reply(to: request())
        if reply.text.isEmpty { problems.append("no text") }
        if !reply.toolCalls.isEmpty { problems.append("tool calls where no tool was given") }
        if !reply.logprobs.isEmpty { problems.append("log-probabilities that nobody asked for") }
        if reply.end == .toolCalls { problems.append("it ended to call a tool") }
        if let usage = reply.usage, usage.prompt <= 0 || usage.completion <= 0 { problems.append("usage \(usage.prompt) and \(usage.completion)") }
        if model.identity.isEmpty { problems.append("no identity") }
        return problems
    }

    func distinguishes(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.contains(.seed) else { return [] }
        var seen: [String: [ChatMessage]] = [:]
        var problems: [String] = []
        for messages in [conversation] + others {
            let text = try await model.reply(to: request(messages)).text
            if let other = seen[text] { problems.append("`\(text)` for \(other.map(\.role)) and for \(messages.map(\.role))") }
            seen[text] = messages
        }
        return problems
    }

    func repeatsWithSeeds(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.contains(.seed) else { return [] }
        let texts = try await [7, 7, 8, 9, 10].asyncMap { try await model.reply(to: request(seed: $0)).text }
        var problems = texts[0] == texts[1] ? [] : ["`\(texts[0])` and `\(texts[1])` for one seed"]
        if parameters.temperature > 0, Set(texts).count == 1 { problems.append("the same reply for four seeds") }
        return problems
    }

    func endsAtLimit(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        var short = request()
        short.parameters.maxTokens = 2
        let reply = try await model.reply(to: short)
        var problems: [String] = []
        if let usage = reply.usage, usage.completion > 2 { problems.append("\(usage.completion) tokens where 2 were allowed") }
        if reply.end != .length, reply.end != .stop { problems.append("it ended with \(reply.end)") }
        let long = try await model.reply(to: request())
        if reply.end == .length, features.contains(.seed), !long.text.hasPrefix(reply.text.filter { $0 != "\u{FFFD}" }) {
            problems.append("with the same seed, `\(reply.text)` is not how `\(long.text)` begins")
        }
        return problems
    }

    func endsAtStops(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        guard features.contains(.seed) else { return [] }
        let whole = try await model.reply(to: request()).text
        // A letter in the middle, so that there is something on both sides of it.
        guard let stop = whole.dropFirst(whole.count / 2).first(where: { $0.isASCII && $0.isLetter }), let place = whole.firstIndex(of: stop)
        else { return ["the reply `\(whole)` has no letter to stop at; choose another conversation"] }
        var stopped = request()
        stopped.parameters.stopSequences = [String(stop)]
        let reply = try await model.reply(to: stopped)
        var problems: [String] = []
        if reply.text != whole[..<place] { problems.append("`\(reply.text)`, stopped at `\(stop)`, of `\(whole)`") }
        if reply.end != .stop { problems.append("it ended with \(reply.end)") }
        return problems
    }

    func refuses(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        var problems: [String] = []
        func expectRefusal(_ what: String, _ change: (inout ChatRequest) -> Void) async {
            var wrong = request()
            change(&wrong)
            do {
                _ = try await model.reply(to: wrong)
                problems.append("\(what) was answered")
            } catch let error as HoldfastError {
                if error.code != .model { problems.append("\(what) is an error of \(error.code)") }
            } catch {
                problems.append("\(what) threw \(error)")
            }
        }
        await expectRefusal("no message") { $0.messages = [] }
        await expectRefusal("a tool that is not there") { $0.toolChoice = .named("nothing") }
        await expectRefusal("a result of no call") { $0.messages.append(ChatMessage(.tool, "7")) }
        let all = model.features
        if !all.contains(.tools) { await expectRefusal("tools") { $0.tools = [tool] } }
        if !all.contains(.json) { await expectRefusal("JSON") { $0.format = .json(schema) } }
        if !all.contains(.logprobs) { await expectRefusal("log-probabilities") { $0.logprobs = true } }
        return problems
    }

    func cancels(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        let asked = request()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await model.reply(to: asked)
        }
        var problems: [String] = []
        do {
            _ = try await task.value
            problems.append("a request that was cancelled before it began was answered")
        } catch is CancellationError {
        } catch {
            problems.append("it threw \(error) and no CancellationError")
        }
        if try await model.reply(to: request()).text.isEmpty { problems.append("no text after that") }
        return problems
    }

    func answersAtOnce(_ model: any ChatModel, _ features: Set<ChatFeature>) async throws -> [String] {
        let all = [conversation] + others
        let asked = (0..<12).map { request(all[$0 % all.count], seed: $0) }
        let replies = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, request) in asked.enumerated() { group.addTask { (index, try await model.reply(to: request).text) } }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        guard replies.count == asked.count else { return ["\(replies.count) replies to \(asked.count) requests"] }
        guard features.contains(.seed) else { return [] }
        var problems: [String] = []
        for index in [0, 5, 11] {
            let alone = try await model.reply(to: asked[index]).text
            if alone != replies[index] { problems.append("request \(index): `\(replies[index] ?? "")` among others, `\(alone)` alone") }
        }
        return problems
    }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
