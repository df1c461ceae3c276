// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastServing
import Synchronization

/// Knows one kind of errand: `fetch X`, which is done when the agent says `fetched X`.
final class ErrandKnowledge: ScenarioKnowledge {
    private let followed = Mutex(0)
    /// Lines that were followed so far.
    var followedLines: Int { followed.withLock(\.self) }

    static func scenario(_ things: String..., id: String = "s") -> Scenario {
        Scenario(
            id: id, domain: "errands", persona: Persona(facts: [], policy: []),
            goal: UserGoal(
                intents: things, constraints: [],
                components: things.map { GoalComponent(id: "task.\($0)", kind: .task, text: "fetch \($0)", check: .achieved(intent: $0)) }),
            split: .test, seed: 1, source: "test")
    }

    func understand(_ text: String) -> UnderstoodText {
        let sentences = text.split(separator: ".").map { $0.drop { $0 == " " } }
        let errands = sentences.filter { $0.hasPrefix("fetch ") }.map { String($0.dropFirst(6)) }
        guard let first = errands.first else { return UnderstoodText(scenario: nil, rest: sentences.map(String.init)) }
        var scenario = Self.scenario(first)
        for errand in errands.dropFirst() { scenario.goal.components += Self.scenario(errand).goal.components }
        return UnderstoodText(scenario: scenario, rest: sentences.filter { !$0.hasPrefix("fetch ") }.map(String.init))
    }

    func prompt(for scenario: Scenario) -> String { scenario.goal.components.map { $0.text + "." }.joined(separator: " ") }

    func follow(_ dialogue: UserDialogue, with line: Turn) async -> UserDialogue {
        followed.withLock { $0 += 1 }
        var next = dialogue
        next.turns.append(line)
        next.flags = []
        next.unanswerable = line.seat == .agent && line.text.contains("password?") ? ["password"] : []
        for component in dialogue.goal.components where line.seat == .agent && line.text.contains("fetched \(component.text.dropFirst(6))") {
            next.goal.apply(StatusProposal(component: component.id, status: .complete, turn: line.index, reason: "fetched", judge: "test"))
        }
        if line.seat == .user, dialogue.turns.contains(where: { $0.seat == .user && $0.text == line.text }) {
            next.flags.append(LineFlag(.repeats, evidence: "said before"))
        }
        return next
    }
}
