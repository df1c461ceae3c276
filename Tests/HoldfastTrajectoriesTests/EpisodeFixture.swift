// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Episodes that use every part of the schema, from a seed.
struct EpisodeFixture {
    private var random: RandomStream

    init(seed: UInt64) {
        random = RandomKey(seed: seed, purpose: .scenario).stream
    }

    static func episodes(_ count: Int, seed: UInt64 = 1) throws -> [ScoredEpisode] {
        var fixture = EpisodeFixture(seed: seed)
        let scenarios = (0..<max(1, count / 4)).map { fixture.scenario($0) }
        return try (0..<count).map { try fixture.episode($0, scenario: scenarios[$0 % scenarios.count]) }
    }

    static let texts = [
        "", "yes", "I'd like two seats, please.", "Grüße aus Köln 🚲", "日本語", "e\u{301} and \u{e9}", "line\nbreak\u{0}zero",
    ]

    mutating func text() -> String { random.pick(Self.texts)! }

    private mutating func choice<Choice: CaseIterable>(_ type: Choice.Type) -> Choice { random.pick(Array(type.allCases))! }

    private mutating func maybe<Value>(_ value: Value) -> Value? { random.chance(0.5) ? value : nil }

    mutating func scenario(_ index: Int) -> Scenario {
        let components = [
            GoalComponent(id: "profile.name", kind: .profile, text: "called Ann", check: .consistent("name")),
            GoalComponent(id: "policy.short", kind: .policy, text: text(), check: .obeys(.atMostWords(12))),
            GoalComponent(id: "task.book", kind: .task, text: "book a train", check: .achieved(intent: "book")),
            GoalComponent(
                id: "requirement.day", kind: .requirement, text: "on monday", parent: "task.book", check: .stated("day", "monday"),
                condition: .whenUnavailable("day", "sunday")),
            GoalComponent(id: "preference.seat", kind: .preference, text: "by the window", check: .expressed("seat", "window")),
        ]
        let persona = Persona(
            facts: [Fact("name", "ann \(index)"), Fact("card", "4711", visibility: .secret)],
            policy: [PolicyRule(text: "short lines", behaviour: .atMostWords(12))],
            declared: [DeclaredState(name: "mood", initial: "calm", moves: ["calm": ["cross"]])])
        let goal = UserGoal(intents: ["book"], constraints: [Fact("day", "monday")], components: components, isPossible: index % 2 == 0)
        return Scenario(
            id: "s-\(index)", domain: "rail", persona: persona, goal: goal, temper: AgentTemper(falsePremise: random.uniform()),
            split: choice(Split.self), seed: random.next(), source: "bundled")
    }

    mutating func episode(_ index: Int, scenario: Scenario) throws -> ScoredEpisode {
        var trace = TokenTrace()
        trace.appendGiven((0..<7).map { _ in Int32(random.next() % 4_000) }, turn: -1)
        var turns: [Turn] = []
        var goal = GoalState(components: scenario.goal.components)
        for number in 0..<Int(random.next() % 7) {
            turns.append(try turn(number, trace: &trace))
            propose(at: number, to: &goal)
        }
        let failure = random.chance(0.2) ? EpisodeFailure(boundary: choice(FailureBoundary.self), message: text()) : nil
        let ending =
            failure.map { Ending(reason: .failure, stop: nil, failure: $0) }
            ?? Ending(reason: random.pick(EndingReason.allCases.filter { $0 != .failure })!, stop: choice(StopDecision.self))
        let probes = try turns.map { turn in
            var fork = TokenTrace()
            fork.appendGiven([3, 1, 4], turn: turn.index)
            let logprobs = [-0.5, -Float(random.uniform())]
            try fork.appendSampled([1, 5], logprobs: logprobs, modelLogprobs: random.chance(0.5) ? [] : [-0.5, -2], turn: turn.index)
            return ProbeRecord(
                turn: turn.index, attribute: "name", question: text(), answer: text(), start: Int(random.next() % 8),
                trace: random.chance(0.3) ? TokenTrace() : fork, kind: choice(ProbeKind.self),
                options: random.chance(0.5) ? [] : [text(), text()], sample: Int(random.next() % 5))
        }
        let episode = Episode(
            id: EpisodeID(phase: index % 3 == 0 ? "eval-before" : "train", step: 4, group: index / 4, rollout: index % 4), scenario: scenario,
            turns: turns, trace: trace, goal: goal, probes: probes, ending: ending, simulatorVersion: 3, samplingSeed: random.next())
        return ScoredEpisode(
            episode: episode, verdicts: turns.map { verdict(on: maybe($0)) }, scores: scores(turns: turns.count),
            reward: maybe(random.uniform()))
    }

    private mutating func turn(_ number: Int, trace: inout TokenTrace) throws -> Turn {
        let count = Int(random.next() % 9)
        let start = trace.count
        let tokens = (0..<count).map { _ in Int32(random.next() % 4_000) }
        guard number % 2 == 0 else {
            trace.appendGiven(tokens, turn: number)
            let acts = (0..<2).map { _ in
                DialogueAct(choice(ActKind.self), attribute: maybe("day"), value: maybe(text()), intent: maybe("book"))
            }
            let call = ToolCall(name: "find", arguments: ["day": text(), "a/b": "ü"], result: text(), isError: random.chance(0.3))
            return Turn(index: number, seat: .agent, text: text(), acts: acts, toolCalls: [call], tokens: start..<trace.count)
        }
        let logprobs = tokens.map { _ in -Float(random.uniform()) }
        // Some lines are sampled from a distribution that was reshaped, some of their tokens with the same probability nevertheless.
        let modelLogprobs = random.chance(0.6) ? [] : logprobs.map { random.chance(0.5) ? $0 : $0 - 0.25 }
        try trace.appendSampled(tokens, logprobs: logprobs, modelLogprobs: modelLogprobs, turn: number)
        return Turn(index: number, seat: .user, text: text(), finish: choice(FinishReason.self), tokens: start..<trace.count)
    }

    private mutating func propose(at turn: Int, to goal: inout GoalState) {
        let component = random.pick(goal.components.map(\.id) + ["unknown"])!
        let proposal = StatusProposal(component: component, status: choice(ComponentStatus.self), turn: turn, reason: text(), judge: "ledger/1")
        goal.apply(proposal)
        if random.chance(0.2) { goal.activate("requirement.day") }
    }

    private mutating func verdict(on turn: Turn?) -> Verdict {
        let length = turn?.text.utf8.count ?? 0
        return Verdict(
            criterion: "prompt_to_line", outcome: choice(VerdictOutcome.self), turn: turn?.index, evidence: text(),
            places: random.chance(0.3) ? [] : [(0, 2), (5, 7)].filter { $0.1 <= length }.map { $0.0..<$0.1 },
            judge: "ledger/1", abstention: choice(Abstention.self),
            calls: (0..<Int(random.next() % 3)).map { index in
                JudgeCall(
                    judge: "model/\(index)", outcome: choice(VerdictOutcome.self), promptHash: "\(random.next())", reply: text(),
                    promptTokens: Int(random.next() % 900), completionTokens: Int(random.next() % 90))
            })
    }

    private mutating func scores(turns: Int) -> [Score] {
        [
            Score(MetricName.promptToLine, maybe(random.uniform())), Score(MetricName.validity, 1, turn: turns > 0 ? 0 : nil),
            Score(MetricName.words, maybe(7), turn: turns > 2 ? 2 : nil), Score(MetricName.reward, -.infinity),
        ]
    }
}
