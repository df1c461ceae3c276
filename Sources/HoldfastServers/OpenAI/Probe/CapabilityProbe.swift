// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// What came back to a question.
struct ProbeAnswer: Sendable, Hashable {
    /// Nil where nothing came back.
    var status: Int?
    var body = Data()
    /// Whether it is a stream of events.
    var isStream = false
    /// Why nothing came back.
    var problem = ""

    var isGood: Bool { status.map { (200...299).contains($0) } ?? false }

    /// What the server did instead of answering, in a few words.
    var refusal: String {
        guard let status else { return problem }
        let message = ErrorBody.message(in: body).split(whereSeparator: \.isNewline).joined(separator: " ")
        return "status \(status): " + (message.count > 160 ? message.prefix(160) + "…" : message)
    }
}

/// Finds out what a server can do: questions out, answers in, findings at the end.
///
/// A pure value. Every finding rests on what the server did when it was asked, never on its name. What a question needs is found out
/// before it; questions that nothing could come of are left out.
struct CapabilityProbe: Sendable {
    var known: ProbeKnowledge
    private var due: [ProbeQuestion]

    /// - Parameter model: the model to ask; empty for the first one that the server lists.
    init(model: String) {
        known = ProbeKnowledge(model: model)
        due = [.models, .tinker, .nowhere, .chat]
    }

    /// What to ask next; nil where everything is known.
    var question: ProbeQuestion? { due.first }

    /// Takes what came back to `question`.
    mutating func take(_ answer: ProbeAnswer) {
        guard !due.isEmpty else { return }
        let question = due.removeFirst()
        read(answer, to: question)
        due = follow(question, answer) + due
    }

    /// What is worth asking because of an answer.
    private func follow(_ question: ProbeQuestion, _ answer: ProbeAnswer) -> [ProbeQuestion] {
        let chats: [ProbeQuestion] = [.stream, .chatLogprobs, .chatTokenIDs, .severalReplies, .seed, .namedTool, .jsonSchema]
        let rest: [ProbeQuestion] = [.completion, .tokenize, .properties, .loadAdapter, .updateWeights]
        switch question {
        case .chat where known.can(.chat), .chatWithOtherLimit where known.can(.chat), .chatWithoutSystem where known.can(.chat),
            .chatWithoutSystemWithOtherLimit where known.can(.chat):
            return chats + rest
        case .chat where answer.status == known.statusOfNothing: return rest
        case .chat: return [.chatWithOtherLimit]
        case .chatWithOtherLimit: return [.chatWithoutSystem]
        case .chatWithoutSystem: return [.chatWithoutSystemWithOtherLimit]
        case .chatWithoutSystemWithOtherLimit: return rest
        case .seed where answer.isGood: return [.sameSeed, .otherSeed]
        case .jsonSchema where !known.can(.structuredOutput): return [.jsonObjectWithSchema]
        case .jsonObjectWithSchema where !known.can(.structuredOutput): return [.jsonObject]
        case .completion where answer.status != known.statusOfNothing || answer.isGood: return [.tokens]
        case .tokens where known.firstToken != nil: return [.likeliestTokens, .stopToken]
        case .tokenize where known.can(.tokenize): return [.chatTokenize]
        case .chatTokenize where !known.can(.chatTokenize): return [.applyTemplate]
        default: return []
        }
    }

    mutating func find(_ ability: ServerAbility, _ verdict: ServerFinding.Verdict, _ detail: String = "") {
        known.findings[ability] = ServerFinding(verdict, detail)
    }

    private mutating func read(_ answer: ProbeAnswer, to question: ProbeQuestion) {
        let json = answer.isGood ? AnyJSON(answer.body) : nil
        switch question {
        case .models: readModels(answer)
        case .tinker: readTinker(answer)
        case .nowhere: known.statusOfNothing = answer.status
        case .chat, .chatWithOtherLimit, .chatWithoutSystem, .chatWithoutSystemWithOtherLimit: readChat(answer, question)
        case .stream: readStream(answer)
        case .chatLogprobs: readChatLogprobs(answer, json)
        case .chatTokenIDs:
            let ids = json?["choices"]?[0]?["token_ids"]?.array?.isEmpty == false
            let prompt = json?["prompt_token_ids"]?.array?.isEmpty == false
            find(.chatTokenIDs, ids && prompt ? .yes : .no, ids && prompt ? "" : json == nil ? answer.refusal : "it passes over return_token_ids")
        case .severalReplies:
            let count = json?["choices"]?.array?.count
            find(.severalReplies, count == 2 ? .yes : .no, count == 2 ? "" : count.map { "it gave \($0) for two" } ?? answer.refusal)
        case .seed, .sameSeed, .otherSeed: readSeed(answer, json, question)
        case .namedTool: readTool(answer, json)
        case .jsonSchema: readFormat(answer, json, .schema)
        case .jsonObjectWithSchema: readFormat(answer, json, .objectWithSchema)
        case .jsonObject: readFormat(answer, json, .object)
        case .completion:
            let good = json?["choices"]?[0]?["text"]?.string != nil
            find(.completions, good ? .yes : .no, good ? "" : answer.refusal)
        case .tokens: readTokens(answer)
        case .likeliestTokens: readLikeliestTokens(answer)
        case .stopToken: readStopToken(answer)
        case .tokenize:
            let good = json?["tokens"]?.array?.isEmpty == false
            find(.tokenize, good ? .yes : .no, good ? "" : answer.refusal)
            if known.contextLength == nil { known.contextLength = json?["max_model_len"]?.whole }
        case .chatTokenize:
            let good = json?["tokens"]?.array?.isEmpty == false
            find(.chatTokenize, good ? .yes : .no, good ? "by /tokenize" : answer.isGood ? "it finds no tokens in messages" : answer.refusal)
        case .applyTemplate:
            if json?["prompt"]?.string != nil { find(.chatTokenize, .yes, "by /apply-template and /tokenize") }
        case .properties:
            if known.contextLength == nil { known.contextLength = json?["default_generation_settings"]?["n_ctx"]?.whole ?? json?["n_ctx"]?.whole }
        case .loadAdapter: readAddress(answer, .adapterLoading)
        case .updateWeights: readAddress(answer, .weightUpdate)
        }
    }

    /// The findings, of everything that was asked.
    var findings: [ServerAbility: ServerFinding] {
        var findings = known.findings
        findings[.contextLength] =
            known.contextLength.map { ServerFinding(.yes, "\($0) tokens") } ?? ServerFinding(.no, "give it (context_length)")
        for ability in ServerAbility.allCases where findings[ability] == nil {
            findings[ability] = ServerFinding(.no, "not asked: it lacks what this builds upon")
        }
        return findings
    }
}
