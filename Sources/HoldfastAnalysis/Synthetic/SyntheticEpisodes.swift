// SPDX-License-Identifier: Apache-2.0
import Foundation
public import HoldfastCore

/// Makes episodes whose statistics are known, in any number and without a model: to try analyses and gates on, to see how wide intervals get with
/// so many personas, and to measure.
///
/// Episode `i` follows from the seed and `i` alone. Members of a group share a scenario; every persona has one scenario for each of its groups.
public struct SyntheticEpisodes: Sendable {
    /// What is true of them.
    public let truth: SyntheticTruth
    /// Number of distinct personas.
    public let personas: Int
    /// Episodes of one scenario in one step.
    public let groupSize: Int
    /// Groups of one step.
    public let groupsPerStep: Int
    private let seed: UInt64

    /// A source of episodes; counts below 1 count as 1.
    public init(truth: SyntheticTruth = SyntheticTruth(), personas: Int, groupSize: Int = 8, groupsPerStep: Int = 32, seed: UInt64 = 0) {
        self.truth = truth
        self.personas = max(1, personas)
        self.groupSize = max(1, groupSize)
        self.groupsPerStep = max(1, groupsPerStep)
        self.seed = seed
    }

    /// A run of episodes.
    public func episodes(_ range: Range<Int>) -> [ScoredEpisode] {
        var made: [ScoredEpisode] = []
        made.reserveCapacity(range.count)
        var scenario: (group: Int, value: Scenario)?
        for index in range {
            let group = index / groupSize
            if scenario?.group != group { scenario = (group, self.scenario(group: group)) }
            if let scenario { made.append(episode(index, of: scenario.value)) }
        }
        return made
    }

    private static let cities = ["Leeds", "York", "Bath", "Derby", "Truro", "Perth", "Ely", "Ripon"]
    private static let colours = ["red", "green", "blue", "white", "black", "grey"]
    private static let jobs = ["nurse", "baker", "pilot", "tailor", "teacher", "plumber", "painter"]
    private static let words = [
        "well", "please", "could", "you", "tell", "me", "about", "the", "train", "to", "my", "town", "on", "monday", "morning", "thanks", "that",
        "is",
        "fine", "no", "yes", "i", "need", "a", "ticket", "for", "two", "people", "and", "table", "near", "window", "when", "does", "it", "leave",
    ]

    private func scenario(group: Int) -> Scenario {
        let person = group % personas
        var random = RandomKey(seed: seed, step: person, turn: 1, purpose: .synthesis).stream
        func pick(_ list: [String]) -> String { random.pick(list) ?? "" }
        let facts = [
            Fact("name", "Person \(person)"), Fact("city", pick(Self.cities)), Fact("job", pick(Self.jobs)), Fact("colour", pick(Self.colours)),
        ]
        let persona = Persona(facts: facts, policy: [])
        let components =
            facts.map { fact in
                GoalComponent(
                    id: "profile.\(fact.attribute)", kind: .profile, text: "\(fact.attribute) is \(fact.value)", check: .consistent(fact.attribute))
            } + [
                GoalComponent(id: "policy.brief", kind: .policy, text: "speaks briefly", check: .described),
                GoalComponent(id: "task.book", kind: .task, text: "books a train", check: .achieved(intent: "book")),
                GoalComponent(id: "requirement.day", kind: .requirement, text: "says the day", parent: "task.book", check: .described),
            ]
        let goal = UserGoal(intents: ["book"], constraints: [], components: components)
        return Scenario(
            id: "made-\(group)", domain: "made", persona: persona, goal: goal, split: .train, seed: UInt64(group), source: "synthetic")
    }

    private func episode(_ index: Int, of scenario: Scenario) -> ScoredEpisode {
        let group = index / groupSize
        let id = EpisodeID(
            phase: EpisodeID.trainingPhase, step: 1 + group / groupsPerStep, group: group % groupsPerStep, rollout: index % groupSize)
        var random = RandomKey(seed: seed, step: id.step, group: id.group, rollout: id.rollout, purpose: .synthesis).stream
        var persona = RandomKey(seed: seed, step: group % personas, turn: 2, purpose: .synthesis).stream
        let factor = 1 - truth.spread + 2 * truth.spread * persona.uniform()
        var made = MadeDialogue(goal: GoalState(components: scenario.goal.components))
        let limit = scenario.limits.userTurns
        // Everything is done at one of the lines 4 to 9, in the mind of the world.
        let done = 4 + Int(random.next() % 6)
        let stop: StopDecision = random.chance(truth.premature) ? .premature : random.chance(truth.missed) ? .missed : .correct
        let lines = stop == .missed ? limit : stop == .premature ? done - 1 : done
        let isLetDown = random.chance(truth.letDown)
        for line in 0..<lines {
            let length = 3 + Int(random.next() % 9)
            let text = (0..<length).compactMap { _ in random.pick(Self.words) }.joined(separator: " ")
            let contradicts = random.chance(truth.rate(atLine: line, exponential: exp) * factor)
            let isMadeUp = random.chance(truth.fabrication)
            made.say(text, contradicts: contradicts, isMadeUp: isMadeUp, fact: Int(random.next() % 4))
            if random.chance(truth.policyHazard * factor) { made.move("policy.brief", to: .misaligned) }
            if line == 1 { made.move("requirement.day", to: .complete) }
            if line == done - 1 { made.move("task.book", to: isLetDown ? .attempted : .complete) }
            made.answer("here is what i found for you")
        }
        let ending = Ending(reason: stop == .missed ? .turnLimit : .userStop, stop: stop)
        return made.scored(id: id, scenario: scenario, ending: ending, seed: UInt64(index))
    }
}

/// A dialogue that grows line by line, with verdicts, scores and the goal beside it.
private struct MadeDialogue {
    private static let facts = ["name", "city", "job", "colour"].map { "profile.\($0)" }

    private var goal: GoalState
    private var turns: [Turn] = []
    private var verdicts: [Verdict] = []
    private var scores: [Score] = []
    private var contradictions = 0
    private var inventions = 0

    init(goal: GoalState) {
        self.goal = goal
    }

    private var userLines: Int { (turns.count + 1) / 2 }

    mutating func say(_ text: String, contradicts: Bool, isMadeUp: Bool, fact: Int) {
        let index = turns.count
        turns.append(Turn(index: index, seat: .user, text: text, finish: .endOfTurn))
        verdicts.append(
            Verdict(
                criterion: Criterion.promptToLine, outcome: contradicts ? .fail : .pass, turn: index, evidence: contradicts ? Self.facts[fact] : "",
                judge: "made"))
        scores.append(Score(MetricName.promptToLine, contradicts ? 0 : 1, turn: index))
        scores.append(Score(MetricName.fabrications, isMadeUp ? 1 : 0, turn: index))
        if contradicts {
            contradictions += 1
            move(Self.facts[fact], to: .misaligned)
        }
        if isMadeUp {
            inventions += 1
            verdicts.append(Verdict(criterion: Criterion.fabrication, outcome: .fail, turn: index, evidence: "makes up a fact", judge: "made"))
        }
    }

    mutating func answer(_ text: String) { turns.append(Turn(index: turns.count, seat: .agent, text: text)) }

    mutating func move(_ component: String, to status: ComponentStatus) {
        goal.apply(StatusProposal(component: component, status: status, turn: turns.count - 1, reason: "made", judge: "made"))
    }

    func scored(id: EpisodeID, scenario: Scenario, ending: Ending, seed: UInt64) -> ScoredEpisode {
        let consistency = 1 - Double(contradictions) / Double(max(1, userLines))
        let isCorrect = ending.stop == .correct ? 1.0 : 0
        let reward = 0.5 * consistency + 0.3 * (goal.success ?? 0) + 0.2 * isCorrect
        let whole = [
            Score(MetricName.promptToLine, consistency), Score(MetricName.fabrications, Double(inventions)),
            Score(MetricName.goalSuccess, goal.success), Score(MetricName.stopCorrect, isCorrect),
            Score(MetricName.stopPremature, ending.stop == .premature ? 1 : 0), Score(MetricName.stopMissed, ending.stop == .missed ? 1 : 0),
            Score(MetricName.part("prompt_to_line"), consistency), Score(MetricName.part("progress"), goal.success),
            Score(MetricName.part("stop"), isCorrect), Score(MetricName.reward, reward),
        ]
        let episode = Episode(
            id: id, scenario: scenario, turns: turns, trace: TokenTrace(), goal: goal, probes: [], ending: ending, simulatorVersion: id.step - 1,
            samplingSeed: seed)
        return ScoredEpisode(episode: episode, verdicts: verdicts, scores: scores + whole, reward: reward)
    }
}
