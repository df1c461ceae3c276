// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

extension EpisodeStateMachine {
    /// Records a line of the agent and has it judged.
    mutating func hear(_ reply: AgentReply) -> [EpisodeAction] {
        guard reply.text.hasWords else { return fail(.agent, "the agent answered turn \(turns.count) with a line without words") }
        let turn = Turn(index: turns.count, seat: .agent, text: reply.text, acts: reply.acts, toolCalls: reply.toolCalls)
        turns.append(turn)
        lines.append(.agent(reply.text))
        state = .judgingAgent(ends: reply.ends)
        return [.judge(judgeContext)]
    }

    /// Asks for the user's next line, unless a limit is reached.
    mutating func askForLine() -> [EpisodeAction] {
        if userTurnCount >= request.scenario.limits.userTurns { return end(.turnLimit) }
        return sampleLine(attempt: 0)
    }

    /// Records a sampled line and has it judged, or asks once more for a bad one.
    mutating func hear(_ reply: SampleReply, attempt: Int) -> [EpisodeAction] {
        guard reply.tokens.count == reply.logprobs.count else {
            return fail(
                .simulator,
                "the server returned \(reply.tokens.count) tokens but \(reply.logprobs.count) log-probabilities for turn \(turns.count)")
        }
        // Weights may be published while a dialogue runs; the oldest version says how stale the sample is.
        version = min(version ?? reply.version, reply.version)
        let text = reply.line(in: template)
        let isBad = !text.hasWords || reply.tokens.contains { template.markers.contains($0) }
        if isBad, attempt == 0 { return sampleLine(attempt: 1) }

        let index = turns.count
        // A stop sequence ends a line as its writer meant it to end, though by no token of the template.
        let finish = reply.stop == nil ? template.finish(of: reply.tokens) : .endOfTurn
        trace = asked
        let start = trace.count
        do {
            try trace.appendSampled(reply.tokens, logprobs: reply.logprobs, modelLogprobs: reply.modelLogprobs, turn: index)
        } catch {
            return fail(.simulator, "\(error)")
        }
        turns.append(Turn(index: index, seat: .user, text: text, finish: finish, tokens: start..<trace.count))
        lines.append(.user(reply.tokens))
        if finish == .length || reply.stop != nil { trace.appendGiven([template.endOfTurn], turn: index) }
        state = .judgingLine(isBad: isBad)
        return [.judge(judgeContext)]
    }

    /// Applies what the judge proposed about the newest turn.
    mutating func apply(_ judgement: GoalJudgement) {
        for component in judgement.activations { goal.activate(component) }
        for proposal in judgement.proposals { goal.apply(proposal) }
        goalVerdicts += judgement.verdicts
    }

    private mutating func sampleLine(attempt: Int) -> [EpisodeAction] {
        var asked = trace
        do {
            asked.read(try context())
        } catch {
            return fail(.environment, "\(error)")
        }
        let prompt = Array(asked.ids[asked.newestSequence])
        guard sampling.maxTokens <= contextLength - prompt.count else { return end(.contextLimit) }
        self.asked = asked
        state = .waitingForLine(attempt: attempt)
        return [
            .sampleUser(
                SampleRequest(
                    prompt: prompt, parameters: sampling, randomKey: request.key(turn: turns.count + attempt, purpose: .sampling),
                    session: request.session))
        ]
    }

    /// What the simulator reads before its next line.
    private func context() throws -> DialogueContext { try template.context(prompt: prompt, lines: lines, isAsked: true) }

    private var judgeContext: GoalJudgeContext {
        GoalJudgeContext(scenario: request.scenario, turns: turns, state: goal)
    }
}

extension SampleReply {
    /// What it says: up to the stop sequence, where one ended it.
    func line(in template: any SimulatorTemplate) -> String { stop?.text.trimmingSpaces ?? template.text(of: tokens) }
}

extension String {
    /// Whether there is a letter or a digit in it.
    fileprivate var hasWords: Bool { contains { $0.isLetter || $0.isNumber } }
}
