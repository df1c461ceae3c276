// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension EpisodeStateMachine {
    /// After a judged user line: probes, then the user's stop or the agent's turn.
    mutating func continueAfterLine() -> [EpisodeAction] { ask { try $0.callsAfterLine() } }

    /// Asks what there is to ask, or goes on.
    mutating func ask(_ calls: (Self) throws -> [ProbeCall]) -> [EpisodeAction] {
        do {
            let calls = try calls(self)
            guard !calls.isEmpty else { return continueAfterProbes() }
            state = .probing(calls)
            return [.probe(calls)]
        } catch {
            return fail(.environment, "\(error)")
        }
    }

    /// Records the answers to probes, beside the dialogue.
    mutating func record(_ replies: [SampleReply], to calls: [ProbeCall]) -> [EpisodeAction] {
        guard replies.count == calls.count else {
            return fail(.simulator, "\(calls.count) probes were asked but \(replies.count) answers came back")
        }
        for (call, reply) in zip(calls, replies) {
            do {
                probeRecords.append(try record(of: reply, to: call))
            } catch {
                return fail(.simulator, "\(error)")
            }
        }
        return continueAfterProbes()
    }

    private func record(of reply: SampleReply, to call: ProbeCall) throws -> ProbeRecord {
        let turn = max(0, turns.count - 1)
        let read = trace.ids[trace.newestSequence]
        // Where the fork does not go on from the dialogue's tokens, it has the whole context for itself.
        let goesOn = call.request.prompt.starts(with: read)
        var fork = TokenTrace()
        fork.appendGiven(goesOn ? Array(call.request.prompt.dropFirst(read.count)) : call.request.prompt, turn: turn)
        try fork.appendSampled(reply.tokens, logprobs: reply.logprobs, modelLogprobs: reply.modelLogprobs, turn: turn)
        let question = call.question
        return ProbeRecord(
            turn: turn, attribute: question.attribute, question: question.text, answer: reply.line(in: template),
            start: goesOn ? trace.count : 0, trace: fork, kind: question.kind, options: question.options, sample: question.sample)
    }

    private mutating func continueAfterProbes() -> [EpisodeAction] {
        guard let last = turns.last else {
            state = .waitingForAgent
            return [.openAgent]
        }
        guard last.finish != .endOfDialogue else { return end(.userStop) }
        state = .waitingForAgent
        return [.callAgent(turns: turns)]
    }

    /// Forecasts, asked before anything was said.
    func forecastCalls() throws -> [ProbeCall] {
        guard let probes, let lexicon else { return [] }
        return try probes.forecasts(in: request.scenario, lexicon: lexicon).compactMap(fork)
    }

    /// Everything that is asked after the newest user line, or drawn beside it. Where it ended the dialogue, nobody asks any more.
    private func callsAfterLine() throws -> [ProbeCall] {
        guard let probes, let lexicon else { return [] }
        let (scenario, turn, line) = (request.scenario, turns.count - 1, userTurnCount)
        var questions: [ProbeQuestion] = []
        if turns.last?.finish != .endOfDialogue {
            if probes.afterUserTurns.contains(line) {
                questions += probes.questions(in: scenario, lexicon: lexicon, turn: turn)
                questions += probes.choices(in: scenario, lexicon: lexicon, turn: turn, values: values)
            }
            if probes.regeneration.afterUserTurns.contains(line) { questions += probes.regenerations(in: scenario, lexicon: lexicon) }
        }
        let counterfactual = probes.withoutPersona.lines.contains(line) ? try replyWithoutPersona(probes.withoutPersona.prompt) : nil
        return try questions.compactMap(fork) + [counterfactual].compactMap(\.self)
    }

    /// A fork in which the agent asks a question now; nil where the answer would have no room.
    private func fork(_ question: ProbeQuestion) throws -> ProbeCall? {
        call(question, context: try template.context(prompt: prompt, lines: lines + [.agent(question.text)], isAsked: true))
    }

    /// The newest user line once more, with another prompt. It shares nothing with the dialogue's session.
    private func replyWithoutPersona(_ prompt: String) throws -> ProbeCall? {
        var call = call(
            ProbeQuestion(attribute: "", text: "", kind: .withoutPersona),
            context: try template.context(prompt: prompt, lines: lines.dropLast(), isAsked: true))
        call?.request.session = nil
        return call
    }

    private func call(_ question: ProbeQuestion, context: DialogueContext) -> ProbeCall? {
        let tokens = context.tokens
        guard sampling.maxTokens <= contextLength - tokens.count else { return nil }
        var key = request.key(turn: max(0, turns.count - 1), purpose: .probe)
        // Several questions are asked at one turn; each needs its own stream.
        key.seed ^= question.lane
        return ProbeCall(
            question: question,
            request: SampleRequest(
                prompt: tokens, parameters: sampling, randomKey: key, session: request.session, extendsSession: false))
    }
}
