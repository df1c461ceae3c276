// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// The exchange with a model about one question: what it is asked next, or what came of it. A reply in, an action out.
struct JudgeExchange {
    /// How a call ended.
    enum Event {
        case replied(ChatReply)
        case failed(String)
        case ranOut
    }

    /// What to do next.
    enum Action {
        case ask(ChatRequest)
        case answer(Verdict)
    }

    private let question: JudgeQuestion
    private let judge: String
    private let item: String
    private var request: JudgeRequest
    private var repairs: Int
    private var calls: [JudgeCall] = []

    /// - Parameter repairs: how often the model may be shown that its reply was no answer.
    init(_ question: JudgeQuestion, prompt: JudgePrompt, sampling: JudgeSampling, binds: Bool, repairs: Int, judge: String) {
        let material = JudgeMaterial(question, seed: sampling.seed)
        self.question = question
        self.judge = judge
        self.repairs = repairs
        item = material.item
        request = JudgeRequest(material, prompt: prompt, sampling: sampling, binds: binds)
    }

    /// What to ask first.
    var first: ChatRequest { request.chat }

    /// What follows from how the last call ended.
    mutating func take(_ event: Event) -> Action {
        switch event {
        case .ranOut: return abstain(.timedOut, "the judge did not answer in time", reply: ChatReply(""))
        case .failed(let problem): return abstain(.failed, problem, reply: ChatReply(""))
        case .replied(let reply):
            if let problem = Self.problem(of: reply) { return abstain(.unreadable, problem, reply: reply) }
            do {
                return decide(try JudgeAnswer(reading: reply.text, item: item), reply)
            } catch {
                guard repairs > 0 else { return abstain(.unreadable, error.reason, reply: reply) }
                repairs -= 1
                record(reply, .abstain)
                request = request.repaired(after: reply.text)
                return .ask(request.chat)
            }
        }
    }

    /// What makes a reply none that asking again could help: the model had no more to say, or was not let.
    private static func problem(of reply: ChatReply) -> String? {
        switch reply.end {
        case .length: "the reply was cut off; allow it more tokens"
        case .filtered: "the model declined to answer"
        case .toolCalls: "the reply calls a tool"
        case .stop, .untold: reply.text.allSatisfy(\.isWhitespace) ? "the reply is empty" : nil
        }
    }

    private mutating func decide(_ answer: JudgeAnswer, _ reply: ChatReply) -> Action {
        let outcome: VerdictOutcome =
            switch answer.verdict {
            case .pass: .pass
            case .fail: .fail
            case .cannotTell: .abstain
            }
        record(reply, outcome)
        return .answer(
            Verdict(
                criterion: question.criterion, outcome: outcome, turn: question.turn, evidence: answer.evidence, judge: judge,
                abstention: .cannotTell, calls: calls))
    }

    private mutating func abstain(_ reason: Abstention, _ evidence: String, reply: ChatReply) -> Action {
        record(reply, .abstain)
        return .answer(.abstain(question.criterion, reason, turn: question.turn, evidence: evidence, judge: judge, calls: calls))
    }

    private mutating func record(_ reply: ChatReply, _ outcome: VerdictOutcome) {
        calls.append(
            JudgeCall(
                judge: judge, outcome: outcome, promptHash: request.hash, reply: reply.text, promptTokens: reply.usage?.prompt ?? 0,
                completionTokens: reply.usage?.completion ?? 0))
    }
}
