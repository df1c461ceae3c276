// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct DriftBenchmarks {
    /// Dialogues of up to fourteen lines with twenty components, as the bundled domains have them, of 512 personas.
    private static let episodes: [StoredEpisode] = {
        let drawn = DriftOverTurnsTests.drawn(4_096, seed: 1)
        let attributes = ["name", "age", "job", "home_city", "phone", "email", "customer_number", "payment", "budget"]
        return drawn.enumerated().map { row, scored in
            var scored = scored
            scored.episode.scenario.persona = Persona(facts: [Fact("name", "person \(row / 8)")], policy: [])
            let profile = attributes.map {
                GoalComponent(id: "profile.\($0)", kind: .profile, text: "its \($0)", check: .consistent(Attribute($0)))
            }
            let policy = (0..<2).map { GoalComponent(id: "policy.\($0)", kind: .policy, text: "is brief", check: .obeys(.atMostWords(5 + $0))) }
            let tasks = (0..<9).map { GoalComponent(id: "task.\($0)", kind: .task, text: "does it", check: .achieved(intent: "it")) }
            var goal = GoalState(components: profile + policy + tasks)
            for (place, component) in tasks.enumerated() {
                goal.apply(StatusProposal(component: component.id, status: .complete, turn: 2 * place, reason: "", judge: "made"))
            }
            if row % 5 == 0 {
                goal.apply(StatusProposal(component: "policy.0", status: .misaligned, turn: 2, reason: "", judge: "made"))
            }
            scored.episode.goal = goal
            for criterion in [Criterion.lineToLine, Criterion.validity] {
                scored.verdicts += scored.verdicts.map { Verdict(criterion: criterion, outcome: $0.outcome, turn: $0.turn, judge: "made") }
            }
            return .made(scored, row: row)
        }
    }()

    @Test func `an episode is taken in microseconds`() {
        let episodes = Self.episodes
        let verdicts = episodes.reduce(0) { $0 + $1.scored.verdicts.count }
        var (drift, survival) = (DriftOverTurns(), ComponentSurvival())
        let rounds = 25
        let clock = ContinuousClock()
        let drifting = clock.measure { for _ in 0..<rounds { for episode in episodes { drift.add(episode) } } }
        let surviving = clock.measure { for _ in 0..<rounds { for episode in episodes { survival.add(episode) } } }
        print(
            "\(verdicts / episodes.count) verdicts an episode: drift \(drifting / (rounds * episodes.count)), survival \(surviving / (rounds * episodes.count))"
        )
        #expect(drifting / (rounds * episodes.count) < .microseconds(6))
        #expect(surviving / (rounds * episodes.count) < .microseconds(6))
        let resampling = ClusterResampling()
        var sections: [ReportSection?] = []
        let answering = (
            clock.measure { sections.append(drift.section(resampling)) }, clock.measure { sections.append(survival.section(resampling)) },
            clock.measure { sections.append(DriftOverTurns.comparison(before: drift, after: drift, resampling)) },
            clock.measure { sections.append(ComponentSurvival.comparison(before: survival, after: survival, resampling)) }
        )
        print("sections \(answering.0), \(answering.1); comparisons \(answering.2), \(answering.3)")
        #expect(sections.allSatisfy { $0 != nil })
    }
}
