// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct FactAnswersTests {
    private static let options = ["Denver", "Boston", "Austin", "Miami", "Chicago"]

    private static func choice(_ answer: String, turn: Int = 1) -> ProbeRecord {
        ProbeRecord(turn: turn, attribute: "city", question: "?", answer: answer, kind: .choice, options: options)
    }
    private static func open(_ answer: String, turn: Int = 1) -> ProbeRecord {
        ProbeRecord(turn: turn, attribute: "city", question: "?", answer: answer)
    }

    /// One of each kind that has no right answer stands between the questions.
    private static let probes = [
        ProbeRecord(turn: 0, attribute: Forecast.lines.attribute, question: "?", answer: "2", kind: .forecast),
        open("boston"), choice("b"), ProbeRecord(turn: 1, attribute: "", question: "", answer: "hi", kind: .withoutPersona),
        choice("Boston."), ProbeRecord(turn: 1, attribute: "pin", question: "?", answer: "4321", kind: .regeneration), choice("A"),
        open("denver"), choice("boston, I think"),
    ]

    @Test func `open and choice questions are counted apart`() {
        let measures = ProbeMeasures(
            RewardFixture.episode(["hello", "hi there"], probes: Self.probes), reader: LineReader(lexicon: RewardFixture.lexicon))
        #expect(measures.verdicts.map(\.outcome) == [.pass, .pass, .pass, .fail, .fail, .fail])
        #expect(measures.answers.open == 0.5)
        #expect(measures.answers.choice == 0.5)
        #expect(measures.answers.choiceRead == 0.75)
        // (0.5 - 0.2) / (1 - 0.2)
        #expect(isClose(measures.answers.choiceCorrected, 0.375))
        let guesses = FactAnswers(
            Self.options.map { Self.choice($0) },
            verdicts: Self.options.map { Verdict(criterion: "qa", outcome: $0 == "Boston" ? .pass : .fail, judge: "") })
        #expect(isClose(guesses.choiceCorrected, 0), "every option once is guessing")
    }

    @Test func `what was not asked, or not decided, is absent`() {
        let none = ProbeMeasures(RewardFixture.episode(["hello", "hi there"]), reader: LineReader(lexicon: RewardFixture.lexicon))
        #expect(none.answers == FactAnswers([], verdicts: []))
        #expect(none.answers.open == nil && none.answers.choice == nil && none.answers.choiceRead == nil && none.answers.choiceCorrected == nil)
        #expect(none.scores.allSatisfy { $0.value == nil })
        let abstained = FactAnswers(
            [Self.choice("b"), Self.open("x")], verdicts: (0..<2).map { _ in .abstain("qa", .cannotTell, evidence: "", judge: "") })
        #expect(abstained.choice == nil && abstained.choiceCorrected == nil && abstained.open == nil && abstained.choiceRead == 1)
    }

    @Test func `a choice is judged without a lexicon, and where it went wrong is known`() {
        let judge = LedgerJudge(scenario: RewardFixture.scenario())
        #expect(judge.probe(Self.choice("B: Boston"), reader: nil).outcome == .pass)
        let wrong = judge.probe(Self.choice("(e)"), reader: nil)
        #expect(wrong.outcome == .fail && wrong.places == [0..<3])
        #expect(wrong.evidence == "chooses city = Chicago, but it is boston")
        #expect(judge.probe(Self.choice("hm"), reader: nil).places.isEmpty)
        var unknown = Self.choice("a")
        unknown.attribute = "color"
        #expect(judge.probe(unknown, reader: nil).outcome == .abstain)
    }

    @Test func `only questions for facts have verdicts, and only wrong answers to them are faults to learn from`() {
        let scored = RewardFixture.scorer.score(RewardFixture.episode(["hello", "hi there"], probes: Self.probes))
        #expect(scored.verdicts.count { $0.criterion == Criterion.questionAndAnswer } == 6)
        #expect(scored.score(MetricName.questionAndAnswer) == 0.5, "of the open ones")
        let faults = scored.probeFaults(weights: RewardWeights([.questionAndAnswer: 1, .task: 3]))
        #expect(
            faults == [
                6: [PlacedFault(turn: 1, place: 0..<1, cost: 0.25)], 7: [PlacedFault(turn: 1, place: 0..<6, cost: 0.25)],
                8: [PlacedFault(turn: 1, place: nil, cost: 0.25)],
            ])
    }
}
