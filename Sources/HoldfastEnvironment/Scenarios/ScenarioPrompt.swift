// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The text from which the simulator learns who it is and what it came for.
///
/// It is made from the goal components' own words, so that whatever is scored was also said: what is stated of the person in free words, facts, then rules, then each task with its
/// requirements, preferences and fallbacks. Component texts that end with a full stop are sentences; others continue the task's sentence.
public enum ScenarioPrompt {
    /// The prompt of a scenario, one sentence after the other on one line.
    public static func text(for scenario: Scenario) -> String { sentences(for: scenario).joined(separator: " ") }

    /// The same, sentence by sentence: what a judge holds lines against.
    public static func sentences(for scenario: Scenario) -> [String] {
        let components = scenario.goal.components
        var sentences =
            scenario.persona.statements + components.filter { $0.kind == .profile }.map(\.text) + components.filter { $0.kind == .policy }.map(\.text)
        let tasks = components.filter { $0.kind == .task }
        for task in tasks {
            let parts = components.filter { $0.parent == task.id }.map(\.text)
            sentences.append(([task.text] + parts.filter { !$0.endsSentence }).joined(separator: " "))
            sentences += parts.filter(\.endsSentence)
        }
        let ids = Set(tasks.map(\.id))
        sentences += components.filter { component in
            component.kind != .profile && component.kind != .policy && component.kind != .task && !(component.parent.map(ids.contains) ?? false)
        }.map(\.text)
        return sentences.map { $0.endsSentence ? $0 : $0 + "." }
    }
}

extension String {
    fileprivate var endsSentence: Bool { last == "." || last == "!" || last == "?" }
}
