// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Synchronization
import Testing

/// Answers by a rule, and keeps what it was asked.
private final class RuleJudge: Judge {
    let identity: String
    let asked = Mutex<[JudgeQuestion]>([])
    private let rule: @Sendable (JudgeQuestion) -> VerdictOutcome

    init(_ identity: String = "rule", _ rule: @escaping @Sendable (JudgeQuestion) -> VerdictOutcome) {
        self.identity = identity
        self.rule = rule
    }

    func verdict(on question: JudgeQuestion) async -> Verdict {
        asked.withLock { $0.append(question) }
        return Verdict(criterion: question.criterion, outcome: rule(question), turn: question.turn, judge: identity)
    }
}

@Suite struct DialogueJudgeTests {
    private static let texts = ["hello", "i live in boston", "where?", "i live in denver", "ok", "...", "sorry?", "denver it is"]
    private static let probes = [
        ProbeRecord(turn: 3, attribute: "city", question: "where do you live?", answer: "boston"),
        ProbeRecord(turn: 3, attribute: "height", question: "how tall are you?", answer: "tall"),
        ProbeRecord(turn: 3, attribute: "city", question: "where do you live?", answer: "here", kind: .regeneration),
    ]
    private static let episode = RewardFixture.episode(texts, probes: probes)

    private static func drift(_ judge: RuleJudge, pairs: Bool = false) async -> JudgedDrift {
        await DialogueJudge(judge: judge, asksPairs: pairs) { _ in "You live in boston." }
            .drift(of: episode, lines: episode.userLines(reader: nil))
    }

    @Test func `each valid line is a question with its ground truth, and an invalid one is none`() async throws {
        let judge = RuleJudge { $0.line.contains("denver") ? .fail : .pass }
        let drift = await Self.drift(judge)
        #expect(drift.promptToLine.map(\.outcome) == [.pass, .fail, .fail, .fail])
        #expect(drift.promptToLine.map(\.turn) == [1, 3, 5, 7])
        #expect(drift.lineToLine.map(\.outcome) == [.fail, .fail, .fail])
        #expect(drift.pairs == nil, "nobody asked about pairs")
        let asked = judge.asked.withLock { $0 }
        #expect(!asked.contains { $0.line == "..." })
        let prompted = asked.filter { $0.criterion == Criterion.promptToLine }
        #expect(prompted.count == 3)
        #expect(prompted.allSatisfy { $0.ground == "You live in boston." })
        let last = try #require(asked.first { $0.criterion == Criterion.lineToLine && $0.turn == 7 })
        #expect(last.ground == "i live in boston\ni live in denver", "the invalid line is held against nobody")
        #expect(last.dialogue == [JudgedLine(.agent, "sorry?")])
    }

    @Test func `probes that ask for a fact of the ledger are questions, others are not`() async throws {
        let judge = RuleJudge { $0.line == "boston" ? .pass : .fail }
        let drift = await Self.drift(judge)
        #expect(drift.probes.map(\.outcome) == [.pass, .abstain])
        #expect(drift.probes.map(\.abstention) == [nil, .nothingKnown])
        let question = try #require(judge.asked.withLock { $0 }.first { $0.criterion == Criterion.questionAndAnswer })
        #expect(question.ground == "boston")
        #expect(question.dialogue == [JudgedLine(.agent, "where do you live?")])
    }

    @Test func `pairs give both formulas, and a pair that nobody could judge leaves the second`() async {
        let pairs = await Self.drift(RuleJudge { $0.ground.contains("boston") && $0.line.contains("denver") ? .fail : .pass }, pairs: true)
        #expect(pairs.lineToLine.map(\.outcome) == [.fail, .fail, .fail])
        #expect(pairs.pairs?.conflicts == [[], [0], [0, 1], [0]])
        let unsure = await Self.drift(RuleJudge { $0.ground.contains("boston") ? .abstain : .pass }, pairs: true)
        #expect(unsure.lineToLine.map(\.outcome) == [.abstain, .fail, .abstain])
        #expect(unsure.pairs == nil)
    }

    @Test func `abstentions neither pay nor cost, and the gap is over what both judges decide`() async throws {
        let rewarding = DialogueJudge(judge: RuleJudge("kind") { $0.criterion == Criterion.lineToLine ? .abstain : .pass }) { _ in "" }
        let evaluating = DialogueJudge(judge: RuleJudge("strict") { $0.line.contains("boston") ? .abstain : .fail }) { _ in "" }
        let scored = await RewardFixture.scorer.score(Self.episode, by: rewarding, evaluation: evaluating)
        #expect(scored.part(.lineToLine) == 0, "only the invalid line was decided")
        #expect(scored.part(.promptToLine) == 0.75)
        #expect(scored.score(MetricName.promptToLine) == 0.75)
        #expect(scored.score(MetricName.byEvaluationJudge(MetricName.promptToLine)) == 0)
        // Lines 2 to 4 by both: pass, fail (invalid), pass against fail, fail, fail.
        #expect(isClose(scored.score(MetricName.judgeGap(Criterion.promptToLine)), 2.0 / 3))
        #expect(scored.verdicts(on: Criterion.promptToLine).allSatisfy { $0.judge == "kind" })
        #expect(scored.verdicts.contains { $0.judge == "strict" })
        let nobody = await RewardFixture.scorer.score(Self.episode, by: DialogueJudge(judge: RuleJudge { _ in .abstain }) { _ in "" })
        #expect(nobody.part(.questionAndAnswer) == nil, "all abstained")
    }

    @Test func `the ledger by default says the same as the synchronous scorer`() async {
        for seed in 0..<20 as Range<UInt64> {
            let episode = await RandomEpisode.make(seed: seed)
            #expect(await RewardFixture.scorer.score(episode, by: nil) == RewardFixture.scorer.score(episode), "seed \(seed)")
        }
    }
}

@Suite struct FreeTextDialogueJudgeTests {
    @Test func `whole dialogues are judged as question by question`() async {
        let prompt: @Sendable (Scenario) -> String = { _ in "You live in Boston. You want two tickets for Monday. Your pin is 1234." }
        let fast = FreeTextDialogueJudge(ground: prompt)
        let slow = DialogueJudge(judge: FreeTextJudge(), ground: prompt)
        let texts = [
            "where do you live?", "I live in Denver.", "ok", "...", "sorry?", "I live in Boston, I want three tickets.", "fine", "in Denver, yes",
        ]
        let episode = RewardFixture.episode(
            texts, probes: [ProbeRecord(turn: 1, attribute: "city", question: "where do you live?", answer: "Boston")])
        let lines = episode.userLines(reader: nil)
        let drift = await fast.drift(of: episode, lines: lines)
        #expect(drift == (await slow.drift(of: episode, lines: lines)))
        #expect(drift.promptToLine.prefix(3).map(\.outcome) == [.fail, .fail, .fail])
        #expect(drift.lineToLine.first?.outcome == .fail, "the invalid line")
        #expect(drift.lineToLine[1].outcome == .fail, "Boston after Denver")
        #expect(drift.probes.map(\.outcome) == [.pass])
    }
}
