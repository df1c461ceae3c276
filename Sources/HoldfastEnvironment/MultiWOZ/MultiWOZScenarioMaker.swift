// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Turns a corpus goal into a scenario.
///
/// - One `task` per domain, `find_…`, and one more where it is booked, `book_…`; `info` and `book` values become `stated`
///   requirements, `reqt` slots `learned` ones.
/// - The first choices of `fail_info` and `fail_book` become preferences; the final value becomes a requirement that applies once the
///   first choice was unavailable. Both values stand in the constraints, first choice first.
/// - The corpus has no personas. What people know of themselves (how many, which day, how long) becomes persona facts, each with a
///   `profile` component. The two policy rules hold for human users of the corpus: of the 7,365 user lines of the development split
///   none has more than 40 words once detokenised, and two speak as the clerk.
enum MultiWOZScenarioMaker {
    /// Lines of the user, and tokens of one: the longest human dialogue of the development split has 17 user lines.
    static let limits = EpisodeLimits(userTurns: 17, tokensPerTurn: 48)
    /// The world refuses what the goals say it refuses and nothing else.
    static let temper = AgentTemper(falsePremise: 0.1, misunderstanding: 0.05, toolFailure: 0)

    static let policy = [
        PolicyRule(text: "You say at most 40 words at a time.", behaviour: .atMostWords(40)),
        PolicyRule(text: "You are the visitor, never the clerk.", behaviour: .neverSays(clerkPhrases)),
    ]
    static let clerkPhrases = ["your booking was successful", "i have booked you", "how can i help you", "is there anything else i can help"]

    static func scenario(of dialogue: MultiWOZ.Dialogue) -> Scenario {
        let persona = persona(of: dialogue.goal)
        let goal = goal(of: dialogue.goal, persona: persona)
        return Scenario(
            id: "\(MultiWOZ.domainName)-\(dialogue.id)", domain: MultiWOZ.domainName, persona: persona, goal: goal, temper: temper,
            limits: limits, split: ScenarioSplit.split(of: goal), seed: StableHash.of("\(MultiWOZ.domainName)|\(dialogue.id)"),
            source: MultiWOZ.domainName)
    }

    private static func persona(of goal: MultiWOZ.Goal) -> Persona {
        let facts = goal.domains.flatMap { domain, part in
            part.wishes(in: domain).filter { isPersonal($0) }.compactMap { wish in wish.values.first.map { Fact(wish.slot.attribute, $0) } }
        }
        return Persona(facts: facts, policy: policy)
    }

    /// Whether a wish says something about the traveller rather than about the place looked for, and has one value only.
    private static func isPersonal(_ wish: MultiWOZ.Wish) -> Bool {
        wish.slot.role == .book && ["people", "stay", "day"].contains(wish.slot.key) && wish.first == nil && wish.values.count == 1
    }

    private static func goal(of corpus: MultiWOZ.Goal, persona: Persona) -> UserGoal {
        var components = persona.facts.compactMap { fact in
            MultiWOZ.slot(fact.attribute).map { slot in
                GoalComponent(
                    id: "profile.\(fact.attribute)", kind: .profile, text: "Your \(slot.domain.rawValue) booking is \(slot.piece(fact.value)).",
                    check: .consistent(fact.attribute))
            }
        }
        components += persona.policy.enumerated().map { index, rule in
            GoalComponent(id: "policy.\(index)", kind: .policy, text: rule.text, check: .obeys(rule.behaviour))
        }
        var constraints: [Fact] = []
        for (domain, part) in corpus.domains {
            let errands = part.intents(in: domain)
            let wishes = part.wishes(in: domain)
            for errand in errands {
                let isBooking = errand == errands.last && errands.count > 1
                components.append(task(errand, isFirst: !components.contains { $0.kind == .task }))
                for wish in wishes where (wish.slot.role == .book) == isBooking || errands.count == 1 {
                    components += wished(wish, parent: "task.\(errand)")
                }
                if !isBooking { components += part.attributesToLearn(in: domain).map { learned($0, parent: "task.\(errand)") } }
            }
            constraints += wishes.flatMap { wish in ([wish.first].compactMap(\.self) + wish.values).map { Fact(wish.slot.attribute, $0) } }
        }
        return UserGoal(
            intents: corpus.domains.flatMap { domain, part in part.intents(in: domain) }, constraints: constraints, components: components)
    }

    private static func task(_ errand: String, isFirst: Bool) -> GoalComponent {
        let prompt = MultiWOZErrands.all.first { $0.name == errand }?.prompt ?? errand
        return GoalComponent(
            id: "task.\(errand)", kind: .task, text: isFirst ? prompt : prompt.replacing("You want", with: "You also want"),
            check: .achieved(intent: errand))
    }

    private static func learned(_ slot: MultiWOZ.Slot, parent: String) -> GoalComponent {
        GoalComponent(
            id: "requirement.learn_\(slot.attribute)", kind: .requirement,
            text: "Ask for the \(slot.words) of the \(MultiWOZPhrases.thing(slot.domain)).", parent: parent, check: .learned(slot.attribute))
    }

    private static func wished(_ wish: MultiWOZ.Wish, parent: String) -> [GoalComponent] {
        let slot = wish.slot
        let object = slot.role == .book ? "it" : "one"
        var components: [GoalComponent] = []
        if let first = wish.first {
            components.append(
                GoalComponent(
                    id: "preference.\(slot.attribute)", kind: .preference, text: "You would first like \(object) \(slot.piece(first)).",
                    parent: parent,
                    check: .expressed(slot.attribute, first)))
        }
        if let value = wish.values.first {
            components.append(
                GoalComponent(
                    id: "requirement.\(slot.attribute)", kind: .requirement,
                    text: wish.first == nil ? slot.piece(value) : "If that is not possible, take \(object) \(slot.piece(value)).", parent: parent,
                    check: .stated(slot.attribute, value), condition: wish.first.map { .whenUnavailable(slot.attribute, $0) }))
        }
        return components
    }
}
