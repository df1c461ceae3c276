// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore

extension StoredEpisode {
    /// A dialogue of given lines, user first and in turns, of a task's trial.
    static func made(
        task: Int = 0, trial: Int = 0, lines: [String] = ["hello there"], success: Bool? = nil, ending: Ending = Ending(reason: .userStop, stop: nil),
        verdicts: [Verdict] = [], scores: [String: Double] = [:], components: [(GoalComponent, ComponentStatus)] = [], shard: String = "a.h5"
    ) -> StoredEpisode {
        let persona = Persona(facts: [Fact("name", "person \(task)")], policy: [])
        var goal = GoalState(components: components.map(\.0))
        for (component, status) in components {
            goal.apply(StatusProposal(component: component.id, status: status, turn: 0, reason: "", judge: "made"))
        }
        let scenario = Scenario(
            id: "task-\(task)", domain: "d", persona: persona, goal: UserGoal(intents: [], constraints: [], components: components.map(\.0)),
            split: .test, seed: 0, source: "made")
        let episode = Episode(
            id: EpisodeID(phase: "import", step: 0, group: task, rollout: trial), scenario: scenario,
            turns: lines.enumerated().map { Turn(index: $0, seat: $0.isMultiple(of: 2) ? .user : .agent, text: $1) }, trace: TokenTrace(), goal: goal,
            probes: [], ending: ending, simulatorVersion: 0, samplingSeed: 0)
        var all = scores.sorted { $0.key < $1.key }.map { Score($0.key, $0.value) }
        if let success { all.append(Score(MetricName.outcomeSuccess, success ? 1 : 0)) }
        return StoredEpisode(
            scored: ScoredEpisode(episode: episode, verdicts: verdicts, scores: all),
            reference: EpisodeReference(shard: shard, row: 100 * task + trial, id: episode.id))
    }
}

extension Question {
    /// The question after these episodes.
    static func asked(of episodes: [StoredEpisode]) -> Self {
        var question = Self()
        for episode in episodes { question.add(episode) }
        return question
    }

    /// The same, with the episodes dealt out to several and merged in another order.
    static func asked(of episodes: [StoredEpisode], parts: Int, seed: UInt64) -> Self {
        var random = RandomKey(seed: seed, purpose: .scenario).stream
        var questions = (0..<parts).map { _ in Self() }
        for episode in episodes { questions[Int(random.next() % UInt64(parts))].add(episode) }
        var merged = Self()
        while !questions.isEmpty { merged.merge(questions.remove(at: Int(random.next() % UInt64(questions.count)))) }
        return merged
    }
}

extension ReportSection {
    func value(_ name: String) -> Double? { row(name)?.estimate?.value }

    /// Whether a row's value is the expected one but for rounding.
    func isNear(_ name: String, _ expected: Double, within tolerance: Double = 1e-12) -> Bool {
        value(name).map { abs($0 - expected) < tolerance } ?? false
    }
}
