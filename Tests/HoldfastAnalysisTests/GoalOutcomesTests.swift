// SPDX-License-Identifier: Apache-2.0
import HoldfastAnalysis
import HoldfastCore
import Testing

struct GoalOutcomesTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 200))

    struct Case: Sendable, CustomTestStringConvertible {
        var ending: EndingReason
        var status: ComponentStatus
        var name: String
        var testDescription: String { "\(status) after \(ending)" }
    }

    @Test(
        "An errand that is not done is the agent's fault, the user's, or nobody's",
        arguments: [
            Case(ending: .userStop, status: .complete, name: "complete"), Case(ending: .agentStop, status: .complete, name: "complete"),
            Case(ending: .userStop, status: .attempted, name: "attempted"), Case(ending: .turnLimit, status: .attempted, name: "attempted"),
            Case(ending: .userStop, status: .incomplete, name: "incomplete"), Case(ending: .turnLimit, status: .incomplete, name: "incomplete"),
            Case(ending: .invalidUser, status: .incomplete, name: "incomplete"), Case(ending: .agentStop, status: .incomplete, name: "cut_short"),
            Case(ending: .failure, status: .incomplete, name: "cut_short"),
        ])
    func faultIsToldApart(_ entry: Case) throws {
        let section = try #require(GoalOutcomes.taking([.ended(entry.ending, components: [(.task, entry.status)])]).section(resampling))
        for name in ["complete", "attempted", "incomplete", "cut_short"] {
            #expect(value(section, "goal/task/\(name)_ratio") == (name == entry.name ? 1 : 0), "\(name)")
        }
    }

    @Test func `shares are over components that came to apply, and every row has an interval and its personas`() throws {
        let episodes = (0..<20).map { index in
            ScoredEpisode.ended(
                persona: index % 5,
                components: [(.requirement, index % 4 == 0 ? .incomplete : .complete), (.profile, index < 5 ? .misaligned : .aligned)])
        }
        let section = try #require(GoalOutcomes.taking(episodes).section(resampling))
        #expect(value(section, "goal/requirement/complete_ratio") == 0.75)
        #expect(value(section, "goal/profile/misaligned_ratio") == 0.25)
        #expect(section.row("goal/task/complete_ratio") == nil)
        for row in section.tables[0].rows {
            #expect(row.personas == 5)
            #expect(row.estimate?.low != nil && row.estimate?.high != nil, "\(row.name)")
        }
        #expect(section.row("goal/requirement/incomplete_ratio")?.episodes.count == 5)
    }

    @Test func `a comparison gives levels, difference, relative change and the errors that are gone`() throws {
        func side(_ faults: Int) -> GoalOutcomes {
            GoalOutcomes.taking((0..<20).map { .ended(persona: $0 % 10, components: [(.profile, $0 < faults ? .misaligned : .aligned)]) })
        }
        let row = try #require(GoalOutcomes.comparison(before: side(10), after: side(5), resampling)?.row("goal/profile/misaligned_ratio"))
        let numbers = row.cells.compactMap { cell -> Double? in
            guard case .estimate(let estimate, _, _) = cell else { return nil }
            return estimate.value
        }
        #expect(numbers == [0.5, 0.25, -0.25, -50, 50])
    }

    @Test func `where the decision to stop could not be judged nobody knows whose fault an open errand is`() throws {
        let section = try #require(GoalOutcomes.taking([.ended(stop: nil, components: [(.task, .incomplete)])]).section(resampling))
        #expect(value(section, "goal/task/undecided_ratio") == 1)
        #expect(value(section, "goal/task/incomplete_ratio") == 0)
    }

    @Test func `nothing is said where no goal has a component`() { #expect(GoalOutcomes.taking([.ended()]).section(resampling) == nil) }
}
