// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastModels

/// What the answers say.
extension CapabilityProbe {
    mutating func readModels(_ answer: ProbeAnswer) {
        guard answer.isGood, let list = try? JSONDecoder().decode(ModelList.self, from: answer.body) else { return }
        known.models = list.data.map(\.id)
        let entry = known.model.isEmpty ? list.data.first : list.data.first { $0.id == known.model }
        if let entry { (known.model, known.contextLength) = (entry.id, entry.contextLength) }
    }

    mutating func readTinker(_ answer: ProbeAnswer) {
        let models = answer.isGood ? AnyJSON(answer.body)?["supported_models"]?.array : nil
        guard let models else { return find(.tinker, .no, answer.isGood ? "it answers something else there" : answer.refusal) }
        known.tinkerModels = models.compactMap { $0["model_name"]?.string }
        find(.tinker, .yes, "models: " + (known.tinkerModels.isEmpty ? "none" : known.tinkerModels.joined(separator: ", ")))
    }

    mutating func readChat(_ answer: ProbeAnswer, _ question: ProbeQuestion) {
        guard answer.isGood, AnyJSON(answer.body)?["choices"]?[0]?["message"]?.object != nil else {
            // The first refusal says most: the others were asked because of it.
            if known.findings[.chat] == nil { find(.chat, .no, answer.isGood ? "its answer holds no message" : answer.refusal) }
            return
        }
        known.hasSystem = question == .chat || question == .chatWithOtherLimit
        known.tokenLimit = question == .chat || question == .chatWithoutSystem ? .maxTokens : .maxCompletionTokens
        let refused = known.findings[.chat]?.detail ?? ""
        find(.chat, .yes, "limit by `\(known.tokenLimit.rawValue)`")
        find(.systemMessages, known.hasSystem ? .yes : .no, known.hasSystem ? "" : refused)
    }

    mutating func readStream(_ answer: ProbeAnswer) {
        guard answer.isGood, answer.isStream else {
            return find(.streaming, .no, answer.isGood ? "it answers in one piece" : answer.refusal)
        }
        var (reader, assembly) = (ServerSentEvents(), ChatAssembly())
        do {
            var pieces = 0
            for event in reader.append(answer.body) { pieces += try assembly.take(event).count }
            let usage = try assembly.finish().usage
            find(.streaming, .yes, "\(pieces) pieces, \(usage == nil ? "without" : "with") usage")
        } catch {
            find(.streaming, .no, "its stream is none of a chat's: \(error)")
        }
    }

    mutating func readChatLogprobs(_ answer: ProbeAnswer, _ json: AnyJSON?) {
        let content = json?["choices"]?[0]?["logprobs"]?["content"]?.array ?? []
        let all = !content.isEmpty && content.allSatisfy { $0["logprob"]?.real != nil }
        let top = all && content.allSatisfy { ($0["top_logprobs"]?.array?.count ?? 0) >= 2 }
        let instead = json == nil ? answer.refusal : "it passes over logprobs"
        find(.chatLogprobs, all ? .yes : .no, all ? "" : instead)
        find(.chatTopLogprobs, top ? .yes : .no, top ? "" : all ? "it names fewer than were asked for" : instead)
    }

    mutating func readSeed(_ answer: ProbeAnswer, _ json: AnyJSON?, _ question: ProbeQuestion) {
        guard let text = json?["choices"]?[0]?["message"]?["content"]?.string else {
            return find(.seed, .unclear, answer.isGood ? "it gave no text" : answer.refusal)
        }
        known.seededTexts[question] = text
        guard let first = known.seededTexts[.seed], let same = known.seededTexts[.sameSeed], let other = known.seededTexts[.otherSeed] else {
            return
        }
        if first != same {
            find(.seed, .no, "equal seeds gave two replies")
        } else {
            find(.seed, first == other ? .unclear : .yes, first == other ? "another seed gave the same reply" : "")
        }
    }

    mutating func readTool(_ answer: ProbeAnswer, _ json: AnyJSON?) {
        guard let message = json?["choices"]?[0]?["message"] else { return find(.tools, .no, answer.refusal) }
        guard let call = message["tool_calls"]?[0]?["function"], call["name"]?.string == ProbeQuestion.tool.name else {
            return find(.tools, .no, "it answers in text where a call is demanded")
        }
        let arguments = call["arguments"]?.string.flatMap { AnyJSON(Data($0.utf8)) }
        let city = arguments?["city"]?.string
        find(.tools, .yes, city == "Ely" || city == "York" ? "arguments fit their schema" : "arguments do not fit their schema")
    }

    mutating func readFormat(_ answer: ProbeAnswer, _ json: AnyJSON?, _ form: ChatDialect.JSONForm) {
        let text = json?["choices"]?[0]?["message"]?["content"]?.string
        let object = text.flatMap { AnyJSON(Data($0.utf8)) }
        let fits = (object?["score"]?.whole).map { (1...3).contains($0) } ?? false
        if fits || (form == .object && object?.object != nil) {
            known.json = form
            find(.structuredOutput, .yes, "by `\(form.rawValue)`" + (fits ? "" : ", which its schema does not bind"))
        } else {
            let instead = text == nil ? answer.refusal : "its reply does not fit"
            let before = known.findings[.structuredOutput].map { $0.detail + "; " } ?? ""
            find(.structuredOutput, .no, before + "`\(form.rawValue)`: \(instead)")
        }
    }

    mutating func readTokens(_ answer: ProbeAnswer) {
        guard answer.isGood, let reply = try? JSONDecoder().decode(CompletionReply.self, from: answer.body), let choice = reply.choices.first
        else {
            for ability in [ServerAbility.tokenIDsIn, .tokenIDsOut, .logprobs] {
                find(ability, .no, answer.isGood ? "its answer is no completion" : answer.refusal)
            }
            return
        }
        let read = AnyJSON(answer.body)?["usage"]?["prompt_tokens"]?.whole
        let given = ProbeQuestion.prompt.count
        let misread = read.map { $0 != given } ?? false
        find(.tokenIDsIn, misread ? .no : .yes, misread ? "it read \(read ?? 0) tokens where \(given) were given" : "")
        let tokens = choice.contradictsItself ? nil : choice.tokens.flatMap { $0.isEmpty ? nil : $0 }
        let form = choice.tokenIDs != nil ? "as token_ids" : choice.logprobs?.ids != nil ? "as ids of log-probabilities" : "spelled token_id:N"
        find(
            .tokenIDsOut, tokens == nil ? .no : .yes,
            tokens == nil ? choice.contradictsItself ? "two lists of them differ" : "it returns text alone" : form)
        (known.firstToken, known.secondToken) = (tokens?.first, tokens?.dropFirst().first)
        let values = choice.logprobs?.values ?? []
        let all = !values.isEmpty && values.allSatisfy { $0?.isFinite ?? false } && (tokens.map { $0.count == values.count } ?? true)
        find(.logprobs, all ? .yes : .no, all ? "" : values.isEmpty ? "it gives none" : "they do not belong to its tokens one by one")
    }

    mutating func readLikeliestTokens(_ answer: ProbeAnswer) {
        let choice = answer.isGood ? (try? JSONDecoder().decode(CompletionReply.self, from: answer.body))?.choices.first : nil
        let top = (choice?.logprobs?.likeliest(2)?.count).map { $0 == choice?.tokens?.count } ?? false
        find(.topLogprobs, top ? .yes : .no, top ? "" : answer.isGood ? "not by their ids" : answer.refusal)
    }

    mutating func readStopToken(_ answer: ProbeAnswer) {
        let choice = answer.isGood ? (try? JSONDecoder().decode(CompletionReply.self, from: answer.body))?.choices.first : nil
        guard let choice, let tokens = choice.tokens, let first = known.firstToken else {
            return find(.stopTokens, .no, answer.isGood ? "it returns no tokens then" : answer.refusal)
        }
        if tokens == [first], choice.finishReason == "stop" {
            find(.stopTokens, .yes)
        } else if tokens.first == first {
            find(.stopTokens, .no, tokens.count > 1 ? "it goes on after them" : "it does not say that one ended it")
        } else {
            find(.stopTokens, .unclear, "its greedy replies differ")
        }
    }

    /// Whether an address is there: it minds an empty request, and not as if nothing were there.
    mutating func readAddress(_ answer: ProbeAnswer, _ ability: ServerAbility) {
        guard let status = answer.status else { return find(ability, .unclear, answer.problem) }
        switch status {
        case known.statusOfNothing, 404, 405, 501: find(ability, .no, "no such address")
        case 400, 422, 500: find(ability, .yes, "the address is there; loading was not tried")
        default: find(ability, .unclear, answer.refusal)
        }
    }
}
