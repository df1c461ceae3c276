// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension CompletionReply {
    /// The reply as a sample, every promise of which was checked: a wrong token or log-probability would be stored as if it were right.
    /// - Throws: `server` for anything missing, of another length, or out of range.
    func sample(
        for parameters: SamplingParameters, vocabularySize: Int, server: String, version: Int = 0
    ) throws -> SampleReply {
        func refuse(_ what: String) -> HoldfastError { HoldfastError(.server, "the model server at \(server) \(what)") }
        guard choices.count == 1, let choice = choices.first, choice.index ?? 0 == 0 else {
            throw refuse("gave \(choices.count) completions for one")
        }
        guard let tokens = choice.tokens else {
            throw refuse(
                "returns no token ids; simulators are sampled token by token, so use a server that knows `return_token_ids`, such as vLLM or `holdfast serve`"
            )
        }
        guard !choice.contradictsItself else { throw refuse("gives two lists of token ids that differ; nothing of its reply can be trusted") }
        guard let values = choice.logprobs?.values else { throw refuse("returns no log-probabilities; start it so that it does") }
        guard values.count == tokens.count else {
            throw refuse("gave \(values.count) log-probabilities for \(tokens.count) tokens; nothing of its reply can be trusted")
        }
        let logprobs = values.compactMap(\.self)
        guard logprobs.count == tokens.count, logprobs.allSatisfy({ $0.isFinite && $0 <= 1e-3 }) else {
            throw refuse("gave a log-probability that is missing, not finite or above 0; nothing of its reply can be trusted")
        }
        guard !tokens.isEmpty, tokens.count <= parameters.maxTokens else {
            throw refuse("gave \(tokens.count) tokens where 1 to \(parameters.maxTokens) were asked for")
        }
        guard let last = tokens.last, tokens.allSatisfy({ $0 >= 0 && $0 < vocabularySize }) else {
            throw refuse("gave a token outside the vocabulary of \(vocabularySize); it serves another model than the tokenizer belongs to")
        }
        var top = TopLogprobs()
        if parameters.topLogprobs > 0 {
            guard let told = choice.logprobs?.likeliest(parameters.topLogprobs), told.count == tokens.count,
                told.allSatisfy({ $0.allSatisfy { $0.token >= 0 && $0.token < vocabularySize } })
            else {
                throw refuse(
                    "does not name the likeliest tokens of every place by their ids; use a server that knows `return_tokens_as_token_ids`, such as vLLM or `holdfast serve`"
                )
            }
            top = told
        }
        func reply(_ end: CompletionEnd, _ stop: StopSequenceEnd? = nil) -> SampleReply {
            SampleReply(tokens: tokens, logprobs: logprobs, end: end, version: version, topLogprobs: top, stop: stop)
        }
        let stopped = parameters.stopTokens.contains(last)
        switch choice.finishReason {
        case "stop" where choice.stopText.map(parameters.stopSequences.contains) ?? false:
            guard let text = choice.text, let sequence = choice.stopText else { throw refuse("gave no text before a stop sequence") }
            return reply(.stopSequence, StopSequenceEnd(sequence: sequence, text: text))
        case "stop" where stopped:
            return reply(.stopToken)
        case "length" where !stopped:
            return reply(.length)
        default:
            throw refuse(
                "ended a completion with `\(choice.finishReason ?? "nothing")` after token \(last); it must stop at the tokens it was given (`stop_token_ids`) and return them, and name the stop sequence that ended it (`stop_reason`)"
            )
        }
    }
}
