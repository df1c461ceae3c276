// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// One dialogue as a pure value: events in, actions out; no call, clock or lock inside.
///
/// The agent opens, after the forecasts where the plan has any. Each line is judged before the next is asked for. The order of one round:
/// sample a user line, judge it, probe where the plan says so, call the agent, judge its line.
///
/// **Tokens.** The trace holds exactly what the simulator was given and sampled. A line that ran into its token limit gets the
/// template's end-of-turn token as a *given* token, which is not trained on; so does one that a stop sequence ended, whose tokens may say
/// more than its text. `Turn.tokens` of a user line covers the sampled tokens only.
/// Where the template renders earlier lines anew, what was sampled so far stays one sequence of the trace and another one begins.
///
/// **Bad lines.** A line without any letter or digit, or with a seat marker among its tokens, is thrown away once and sampled
/// again under the key of the following turn index; agents' turns draw nothing from that purpose, so the lane is free. A second
/// bad line stays in the record, because what was sampled is what is trained on, and the episode ends as `invalidUser`.
///
/// **Endings.** The user's end-of-dialogue token ends the episode; the agent does not speak again. An agent that ends, the turn limit
/// (after the agent's answer to the last line) and a full context are no decisions of the user: they are `missed` where the goal was
/// already finished with the user's last line, which could have ended the dialogue, and `cutOff` otherwise.
public struct EpisodeStateMachine: Sendable {
    enum State: Hashable, Sendable {
        case idle
        case waitingForAgent
        case judgingAgent(ends: Bool)
        /// The attempt counts from 0; there is one retry.
        case waitingForLine(attempt: Int)
        /// `isBad` marks a second bad line, after which the episode ends.
        case judgingLine(isBad: Bool)
        case probing([ProbeCall])
        case finished
    }

    /// What is simulated, and under which seed.
    public let request: EpisodeRequest
    let template: any SimulatorTemplate
    let prompt: String
    let sampling: SamplingParameters
    let contextLength: Int
    let probes: ProbePlan?
    let lexicon: Lexicon?
    let values: @Sendable (Attribute) -> AttributeValues?

    var state = State.idle
    var turns: [Turn] = []
    /// The turns as the template is given them.
    var lines: [DialogueLine] = []
    var trace = TokenTrace()
    /// The trace with the dialogue up to the line that was asked for.
    var asked = TokenTrace()
    var goal: GoalState
    var goalVerdicts: [Verdict] = []
    var probeRecords: [ProbeRecord] = []
    var version: Int?
    /// Whether nothing was left to do once the user's last line was judged.
    var wasFinishedAtLastLine = false

    /// - Parameters:
    ///   - prompt: the text of persona and goal that the simulator reads first.
    ///   - sampling: how user lines are drawn. Its token limit is lowered to the scenario's; its stop tokens are the template's.
    ///   - contextLength: longest sequence the simulator can read, in tokens.
    ///   - lexicon: the domain's lexicon, which probes take their questions from; nil means no probes.
    ///   - values: what is known of an attribute's values beyond the lexicon, for probes with options.
    public init(
        request: EpisodeRequest, template: any SimulatorTemplate, prompt: String, sampling: SamplingParameters, contextLength: Int,
        probes: ProbePlan? = nil, lexicon: Lexicon? = nil, values: @escaping @Sendable (Attribute) -> AttributeValues? = { _ in nil }
    ) {
        self.request = request
        self.template = template
        self.prompt = prompt
        var sampling = sampling
        sampling.maxTokens = min(sampling.maxTokens, request.scenario.limits.tokensPerTurn)
        sampling.stopTokens = template.stopTokens
        self.sampling = sampling
        self.contextLength = contextLength
        self.probes = probes
        self.lexicon = lexicon
        self.values = values
        self.goal = GoalState(components: request.scenario.goal.components)
    }

    /// Takes an event and says what to do next. Events after the end change nothing; an event that does not fit the state ends
    /// the episode as a failure of the environment.
    public mutating func handle(_ event: EpisodeEvent) -> [EpisodeAction] {
        switch (state, event) {
        case (.finished, _):
            return []
        case (_, .failed(let failure)):
            return fail(failure.boundary, failure.message)
        case (.idle, .started):
            return ask { try $0.forecastCalls() }
        case (.waitingForAgent, .agentReplied(let reply)):
            return hear(reply)
        case (.judgingAgent(let ends), .judged(let judgement)):
            apply(judgement)
            return ends ? end(.agentStop) : askForLine()
        case (.waitingForLine(let attempt), .sampled(let reply)):
            return hear(reply, attempt: attempt)
        case (.judgingLine(let isBad), .judged(let judgement)):
            apply(judgement)
            wasFinishedAtLastLine = goal.isFinished
            return isBad ? end(.invalidUser) : continueAfterLine()
        case (.probing(let calls), .probed(let replies)):
            return record(replies, to: calls)
        default:
            return fail(.environment, "the event does not fit the state \(state); the driver must answer each action once")
        }
    }

    var userTurnCount: Int { turns.count { $0.seat == .user } }
}
