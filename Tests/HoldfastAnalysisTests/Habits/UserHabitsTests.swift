// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct UserHabitsTests {
    private let resampling = ClusterResampling(plan: BootstrapPlan(replicates: 50))

    private static let episodes: [StoredEpisode] = [
        // Ends without a word: the last line is the agent's.
        .made(
            task: 0, lines: ["I need help with it, please", "Sure, what is it?"], scores: [MetricName.assistantLikeness: 0.25, MetricName.role: 1]),
        .made(
            task: 1, lines: ["No", "Bye", "Goodbye", "Bye", "Have a nice day", "Bye", "You too"], ending: Ending(reason: .turnLimit, stop: nil),
            scores: [MetricName.assistantLikeness: 0.75, MetricName.role: 0.5]),
        .made(task: 2, lines: ["I want to buy a hat", "Which?", "I want to buy a hat"], ending: Ending(reason: .agentStop, stop: nil)),
        .made(task: 3, lines: ["lost"], ending: Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: ""))),
    ]

    @Test("habits are counted by dialogue and by line")
    func counted() throws {
        let section = try #require(UserHabits.asked(of: Self.episodes).section(resampling))
        let levels: [(String, Double)] = [
            ("habits/ending_userStop", 1.0 / 3), ("habits/ending_turnLimit", 1.0 / 3), ("habits/ending_agentStop", 1.0 / 3),
            ("habits/wordless_end", 1), ("habits/goodbye", 1.0 / 3), ("habits/behind_goodbye", 1.0 / 3), ("habits/lines_behind_goodbye", 2),
            ("habits/verbatim_again", 0.5), ("habits/mostly_again", 0.5), ("habits/dialogues_again", 1.0 / 3), ("habits/echo", 0),
            ("habits/assistant_likeness", 0.5), ("habits/other_role", 2.0 / 5), ("habits/lines", 7.0 / 3), ("habits/words", 26.0 / 7),
            ("habits/short", 4.0 / 7), ("habits/polite", 1.0 / 7), ("habits/questions", 0), ("habits/instructions", 0),
        ]
        for (name, expected) in levels { #expect(section.isNear(name, expected), "\(name) is \(String(describing: section.value(name)))") }
        #expect(section.row("habits/ending_failure") == nil)
        #expect(section.row("habits/mostly_again")?.episodes.map(\.id.group) == [2])
        #expect(section.row("habits/behind_goodbye")?.episodes.map(\.id.group) == [1])
        #expect(section.figures[0].series[0].points.map(\.label) == ["0-4", "5-9", "10-19", "20-39", "40+"])
        #expect(UserHabits().section(resampling) == nil)
    }

    @Test("the answer does not depend on how the episodes were divided", arguments: 0..<10)
    func merging(seed: UInt64) {
        let whole = UserHabits.asked(of: Self.episodes).section(resampling)
        #expect(UserHabits.asked(of: Self.episodes, parts: 3, seed: seed).section(resampling) == whole, "seed \(seed)")
    }

    @Test("a comparison has both levels")
    func compared() throws {
        let before = UserHabits.asked(of: [.made(lines: ["Could you help me with it?"])])
        let after = UserHabits.asked(of: [.made(lines: ["Help"]), .made(task: 1, lines: ["Help me with my hat"])])
        let row = try #require(UserHabits.comparison(before: before, after: after, resampling)?.row("habits/short"))
        guard case .estimate(let first, _, _) = row.cells[0], case .estimate(let second, _, _) = row.cells[1] else {
            Issue.record("\(row)")
            return
        }
        #expect(first.value == 0 && second.value == 0.5)
        #expect(UserHabits.comparison(before: UserHabits(), after: UserHabits(), resampling) == nil)
    }
}
