// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// A small scenario with a ledger, and lines and episodes around it.
enum RewardFixture {
    static let lexicon = Lexicon(
        domain: "trips",
        attributes: [
            AttributeLexicon(
                "city", pattern: .closed(["boston": ["boston"], "chicago": ["chicago"], "denver": ["denver"]]),
                statements: ["to {}", "i live in {}"], requests: ["where do you live?"]),
            AttributeLexicon("party", pattern: .number(1...9), statements: ["{} people", "for {}"], requests: ["how many people?"]),
            AttributeLexicon(
                "day", pattern: .closed(["monday": ["monday"], "tuesday": ["tuesday"], "friday": ["friday"]]), statements: ["on {}"],
                requests: ["which day?"]),
            AttributeLexicon(
                "price", pattern: .number(1...999), statements: [], questions: ["how much", "what does it cost"], acceptsBareValue: false),
            AttributeLexicon("pin", pattern: .number(1000...9999), statements: ["my pin is {}"], requests: ["what is your pin?"]),
            AttributeLexicon("color", pattern: .closed(["red": ["red"], "blue": ["blue"]]), statements: ["a {} one"]),
        ])

    static let components = [
        GoalComponent(id: "profile.city", kind: .profile, text: "lives in boston", check: .consistent("city")),
        GoalComponent(id: "policy.short", kind: .policy, text: "short", check: .obeys(.atMostWords(12))),
        GoalComponent(id: "task.book", kind: .task, text: "book", check: .achieved(intent: "book")),
        GoalComponent(id: "requirement.day", kind: .requirement, text: "monday", parent: "task.book", check: .stated("day", "monday")),
        GoalComponent(id: "requirement.price", kind: .requirement, text: "learn the price", check: .learned("price")),
        GoalComponent(id: "preference.party", kind: .preference, text: "two people", check: .expressed("party", "2")),
        GoalComponent(
            id: "requirement.fallback", kind: .requirement, text: "else tuesday", parent: "task.book", check: .stated("day", "tuesday"),
            condition: .whenUnavailable("day", "monday")),
    ]

    static func scenario(components: [GoalComponent] = components, declared: [DeclaredState] = []) -> Scenario {
        Scenario(
            id: "s", domain: "trips",
            persona: Persona(
                facts: [Fact("city", "boston"), Fact("pin", "1234", visibility: .secret)], policy: [], declared: declared),
            goal: UserGoal(
                intents: ["book"], constraints: [Fact("party", "2"), Fact("day", "monday"), Fact("day", "tuesday")], components: components),
            split: .train, seed: 1, source: "test")
    }

    static func turn(
        _ index: Int, _ text: String, acts: [DialogueAct] = [], finish: FinishReason = .endOfTurn
    ) -> Turn {
        Turn(index: index, seat: index.isMultiple(of: 2) ? .agent : .user, text: text, acts: acts, finish: finish)
    }

    /// A user line with a reading put in by hand.
    static func line(
        _ text: String = "some words of mine", turn: Int = 1, acts: [DialogueAct] = [], claims: [Claim] = [], denials: [Claim] = [],
        asked: [Attribute] = [], fault: LineFault? = nil
    ) -> UserLine {
        UserLine(
            turn: Self.turn(turn, text), acts: acts, reading: LineReading(claims: claims, denials: denials, asked: asked), fault: fault)
    }

    /// An episode of the given lines, the agent's and the user's in turn.
    static func episode(
        _ lines: [String], acts: [Int: [DialogueAct]] = [:], scenario: Scenario = scenario(), goal: GoalState? = nil,
        ending: Ending = Ending(reason: .userStop, stop: .correct), probes: [ProbeRecord] = []
    ) -> Episode {
        Episode(
            id: EpisodeID(phase: "train", step: 0, group: 0, rollout: 0), scenario: scenario,
            turns: lines.enumerated().map { turn($0, $1, acts: acts[$0] ?? []) }, trace: TokenTrace(),
            goal: goal ?? GoalState(components: scenario.goal.components), probes: probes, ending: ending, simulatorVersion: 0,
            samplingSeed: 0)
    }

    static let scorer = EpisodeScorer(lexicon: { $0 == "trips" ? lexicon : nil })
    static let goalJudge = LedgerGoalJudge(lexicon: { $0 == "trips" ? lexicon : nil })

    /// Runs the goal judge over all turns of an episode, as the episode machine does.
    static func followed(_ episode: Episode) async -> GoalState {
        var state = GoalState(components: episode.scenario.goal.components)
        for count in episode.turns.indices.map({ $0 + 1 }) {
            let judgement = await goalJudge.judge(
                GoalJudgeContext(scenario: episode.scenario, turns: Array(episode.turns.prefix(count)), state: state))
            for component in judgement.activations { state.activate(component) }
            for proposal in judgement.proposals { state.apply(proposal) }
        }
        return state
    }
}

/// Whether two numbers agree but for rounding.
func isClose(_ left: Double?, _ right: Double?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (.some(let left), .some(let right)): abs(left - right) < 1e-12
    default: false
    }
}
