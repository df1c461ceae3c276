// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

/// Verdicts say where a line goes wrong, and faults are priced by them.
@Suite struct FaultPlaceTests {
    private static let lexicon = Lexicon(
        domain: "trips",
        attributes: RewardFixture.lexicon.attributes + [
            AttributeLexicon("code", pattern: .open(words: 1), statements: ["my code is {}"], requests: ["what is your code?"])
        ])

    private static func scenario() -> Scenario {
        var scenario = RewardFixture.scenario()
        scenario.persona.facts.append(Fact("code", "ab123"))
        return scenario
    }

    private static let scorer = EpisodeScorer(
        lexicon: { _ in lexicon }, weights: RewardWeights([.promptToLine: 1, .lineToLine: 0.5, .validity: 0.5]))

    private func scored(_ lines: [String], acts: [Int: [DialogueAct]] = [:], probes: [ProbeRecord] = []) -> ScoredEpisode {
        Self.scorer.score(RewardFixture.episode(lines, acts: acts, scenario: Self.scenario(), probes: probes))
    }

    private func words(_ places: [Range<Int>], of line: String) -> [String] {
        places.map { String(decoding: Array(line.utf8)[$0], as: UTF8.self) }
    }

    @Test(arguments: [
        ("I live in Denver", [], ["Denver"]),
        ("my code is AB173, thanks", [], ["73"]),
        ("my code is ab12", [], ["2"]),
        ("my code is ab1234", [], ["4"]),
        ("my code is xy", [], ["xy"]),
        ("i live in chicago, for 3 people", [], ["chicago", "3"]),
        ("yes please", [DialogueAct(.presume, attribute: "party", value: "4")], ["yes"]),
        ("not for 2", [], ["2"]),
        ("i live in boston", [], []),
    ])
    func `a contradiction begins where the line leaves every true value`(line: String, acts: [DialogueAct], wrong: [String]) throws {
        let verdict = try #require(scored(["hello", line], acts: [0: acts]).verdicts.first { $0.criterion == Criterion.promptToLine })
        #expect(verdict.outcome == (wrong.isEmpty ? .pass : .fail))
        #expect(words(verdict.places, of: line) == wrong)
    }

    @Test func `a line that corrects an earlier one is not at fault for the conflict`() {
        let scored = scored(["hello", "i live in denver", "where?", "i live in boston", "where?", "i live in chicago"])
        let conflicts = scored.verdicts.filter { $0.criterion == Criterion.lineToLine }
        #expect(conflicts.map(\.outcome) == [.fail, .fail])
        #expect(conflicts.map { $0.places.count } == [0, 1])
        let faults = scored.faults(weights: Self.scorer.weights)
        // Half of the weights is prompt to line, a quarter line to line.
        #expect(faults.map(\.turn) == [1, 5, 5])
        #expect(faults.map(\.cost) == [0.5, 0.5, 0.25])
        #expect(faults.allSatisfy { $0.place != nil })
    }

    @Test func `an invalid line is at fault as a whole`() {
        let faults = scored(["hello", "i live in boston", "and?", "..."]).faults(weights: Self.scorer.weights)
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { $0.turn == 3 && $0.place == nil })
        #expect(abs(faults.reduce(0) { $0 + $1.cost } - 1) < 1e-12, "it fails all three")
    }

    @Test func `two wrong values in one line are two faults, and weights of zero make none`() {
        let scored = scored(["hello", "i live in denver, my pin is 4321"])
        #expect(scored.faults(weights: Self.scorer.weights).count == 2)
        #expect(scored.faults(weights: RewardWeights([.promptToLine: 0, .task: 1])).isEmpty)
    }

    @Test func `an answer to a probe is at fault where it is wrong, or as a whole where it answers nothing`() {
        let answers = ["my code is ab123", "my code is ab923", "why do you ask"]
        let probes = answers.map { ProbeRecord(turn: 1, attribute: "code", question: "what is your code?", answer: $0) }
        let faults = scored(["hello", "hi there"], probes: probes).probeFaults(weights: RewardWeights([.questionAndAnswer: 1, .task: 3]))
        #expect(faults.keys.sorted() == [1, 2])
        #expect(faults[1]?.map(\.place) == [13..<16])
        #expect(faults[2]?.map(\.place) == [nil])
        #expect(faults.values.allSatisfy { $0.allSatisfy { $0.cost == 0.25 && $0.turn == 1 } })
    }
}
