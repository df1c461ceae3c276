// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRewards

@Suite struct EpisodeScorerTests {
    static let all = RewardWeights(
        Dictionary(
            uniqueKeysWithValues: [
                RewardComponent.promptToLine, .lineToLine, .questionAndAnswer, .profile, .policy, .task, .requirement, .preference, .stop,
                .validity, .diversity, .progress,
            ].map { ($0, 1) }))

    /// Three lines; the second contradicts persona and first line; one of two probes is right; the stop is right.
    static func judged() -> JudgedEpisode {
        let scenario = RewardFixture.scenario(components: [0, 2, 3].map { RewardFixture.components[$0] })
        var goal = GoalState(components: scenario.goal.components)
        for (component, status, turn) in [
            ("requirement.day", ComponentStatus.complete, 1), ("profile.city", .misaligned, 3), ("task.book", .complete, 4),
        ] {
            goal.apply(StatusProposal(component: component, status: status, turn: turn, reason: "", judge: "hand"))
        }
        let texts = ["hello", "boston on monday", "ok", "i come from denver", "booked", "thanks and goodbye"]
        let probes = [1, 3].map { ProbeRecord(turn: $0, attribute: "city", question: "", answer: "") }
        let episode = RewardFixture.episode(texts, scenario: scenario, goal: goal, probes: probes)
        let lines = [
            RewardFixture.line(texts[1], turn: 1, claims: [Claim("city", "boston"), Claim("day", "monday")]),
            RewardFixture.line(texts[3], turn: 3, claims: [Claim("city", "denver"), Claim("pin", "1234"), Claim("color", "red")]),
            RewardFixture.line(texts[5], turn: 5),
        ]
        let judge = LedgerJudge(scenario: scenario)
        var drift = judge.drift(of: lines, probes: [], reader: nil)
        drift.probes = [
            judge.judge(probes[0], located: LocatedReading(reading: LineReading(claims: [Claim("city", "boston")]))),
            judge.judge(probes[1], located: LocatedReading()),
        ]
        return JudgedEpisode(episode, lines: lines, drift: drift)
    }

    @Test func everyComponentByHand() {
        let scored = Self.judged().scored(by: RewardComposition(weights: Self.all))
        let expected: [(String, Double?)] = [
            (MetricName.promptToLine, 2.0 / 3), (MetricName.lineToLineMin, 0.5), (MetricName.lineToLinePair, 2.0 / 3),
            (MetricName.questionAndAnswer, 0.5), (MetricName.firstContradiction, 3), (MetricName.validity, 1), (MetricName.distinct2, 1),
            (MetricName.words, 10.0 / 3), (MetricName.userTurns, 3), (MetricName.stopCorrect, 1), (MetricName.stopPremature, 0),
            (MetricName.stopMissed, 0), (MetricName.goalSuccess, 2.0 / 3), (MetricName.goalSuccess(.profile), 0),
            (MetricName.goalSuccess(.policy), nil), (MetricName.goalSuccess(.task), 1), (MetricName.goalSuccess(.requirement), 1),
            (MetricName.goalSuccess(.preference), nil), (MetricName.leaks, 1), (MetricName.fabrications, 1),
            // 2/3 + 1/2 + 1/2 + 0 + 1 + 1 + 1 + 1 + 1 + 2/3 over ten present components.
            (MetricName.reward, 22.0 / 30),
        ]
        for (name, value) in expected {
            #expect(scored.scores.contains { $0.name == name && $0.turn == nil }, "\(name) is stored, absent or not")
            #expect(isClose(scored.score(name), value), "\(name): \(String(describing: scored.score(name)))")
        }
        #expect(isClose(scored.reward, 22.0 / 30))
    }

    @Test func everyTurnByHand() {
        let scored = Self.judged().scored(by: RewardComposition(weights: Self.all))
        // Line 1: p2l 1/3, qa 1/2, profile 1, requirement 1, validity 1/3, diversity 1/3, progress 2/3.
        // Line 2: profile -1, task 1, validity 1/3, diversity 1/3. Line 3: p2l 1/3, l2l 1/2, stop 1, validity 1/3, diversity 1/3.
        let expected = [25.0 / 60, 2.0 / 30, 0.25]
        #expect(scored.turnRewards.count == 3)
        for (turn, reward) in zip(expected, scored.turnRewards) { #expect(isClose(turn, reward), "\(scored.turnRewards)") }
        // Only line 2 contradicts persona and another line: two of ten weights. Seven components judge no line.
        #expect(scored.lineRewards == [0, -0.2, 0])
        #expect(isClose(scored.outcomeReward, (1.0 / 2 + 0 + 1 + 1 + 1 + 1 + 2.0 / 3) / 10))
        func perTurn(_ name: String) -> [Double?] { [1, 3, 5].map { turn in scored.scores.first { $0.name == name && $0.turn == turn }?.value } }
        #expect(perTurn(MetricName.promptToLine) == [1, 0, 1])
        #expect(perTurn(MetricName.lineToLineMin) == [nil, 0, 1])
        #expect(perTurn(MetricName.words) == [3, 4, 3])
        #expect(perTurn(MetricName.leaks) == [0, 1, 0])
        #expect(perTurn(MetricName.fabrications) == [0, 1, 0])
        #expect(zip(perTurn(MetricName.progress), [2.0 / 3, 0, 0]).allSatisfy { isClose($0, $1) })
    }

    @Test func `the parts beside the twelve, by hand`() {
        let scored = Self.judged().scored(by: RewardComposition(weights: RewardWeights([.leakage: 1, .fabrication: 1, .role: 2])))
        // The second line tells the pin and makes up a colour. Profile, task and requirement: two of three are aligned after each turn.
        let expected: [(RewardComponent, Double?)] = [
            (.role, 1), (.leakage, 2.0 / 3), (.fabrication, 2.0 / 3), (.level, 2.0 / 3), (.policy, nil), (.length, nil), (.selfRepetition, 1),
        ]
        for (component, value) in expected { #expect(isClose(scored.part(component), value), "\(component)") }
        #expect(isClose(scored.reward, (2.0 / 3 + 2.0 / 3 + 2) / 4))
        #expect(scored.lineRewards == [0, -0.5, 0])
        #expect(scored.verdicts.filter { $0.criterion == Criterion.leakage }.map(\.turn) == [3])
        #expect(scored.verdicts.filter { $0.criterion == Criterion.fabrication }.map(\.turn) == [3])
        #expect(scored.verdicts(on: Criterion.role).isEmpty)
    }

    @Test func `the weight of a kind counts within progress and level`() {
        var judged = Self.judged()
        let weights = GoalWeights([.profile: 2, .task: 0])
        judged = JudgedEpisode(judged.episode, lines: judged.lines, drift: judged.drift, goalWeights: weights)
        let scored = judged.scored(by: RewardComposition(weights: Self.all, goalWeights: weights))
        // Profile (2) was lost, the task does not count, the requirement (1) was met.
        #expect(isClose(scored.part(.progress), 1.0 / 3))
        #expect(isClose(scored.part(.level), (1 + 1.0 / 3 + 1.0 / 3) / 3))
    }

    @Test func aValueTheAgentToldBeforeIsNoFabrication() {
        let texts = ["the red one costs 40", "a red one please", "noted", "no, a blue one"]
        func fabrications(_ acts: [Int: [DialogueAct]]) -> [Double?] {
            let scored = RewardFixture.scorer.score(RewardFixture.episode(texts, acts: acts))
            return [nil, 1, 3].map { turn in scored.scores.first { $0.name == MetricName.fabrications && $0.turn == turn }?.value }
        }
        #expect(fabrications([:]) == [2, 1, 1])
        #expect(fabrications([0: [DialogueAct(.inform, attribute: "color", value: "red")]]) == [1, 0, 1])
        #expect(fabrications([2: [DialogueAct(.inform, attribute: "color", value: "red")]]) == [2, 1, 1])
    }

    @Test func everyVerdictIsKept() {
        let verdicts = Self.judged().scored(by: RewardComposition(weights: Self.all)).verdicts
        func outcomes(_ criterion: String) -> [VerdictOutcome] { verdicts.filter { $0.criterion == criterion }.map(\.outcome) }
        #expect(outcomes(Criterion.promptToLine) == [.pass, .fail, .pass])
        #expect(outcomes(Criterion.lineToLine) == [.fail, .pass])
        #expect(outcomes(Criterion.questionAndAnswer) == [.pass, .fail])
        #expect(outcomes(Criterion.validity) == [.pass, .pass, .pass])
        #expect(outcomes(Criterion.stop) == [.pass])
    }

    @Test(arguments: [
        ["", "", ""], ["...", "?!", "--"], ["as an ai i cannot say", "i'm sorry, i can't help with that", "i cannot assist with this"],
        ["user: yes", "agent: no", "system: ok"], ["no no no no no no no", "ha ha ha ha ha ha ha", "a a a a a a a a"],
    ])
    func silenceAndRefusalNeverPay(lines: [String]) async {
        let texts = lines.flatMap { ["well", $0] }
        for ending in RandomEpisode.endings {
            var episode = RewardFixture.episode(texts, acts: [2: [DialogueAct(.done, intent: "book")]], ending: ending)
            episode.goal = await RewardFixture.followed(episode)
            #expect(RewardFixture.scorer.score(episode).reward == 0, "\(lines) \(ending)")
            let scored = RewardFixture.scorer.score(episode)
            #expect(scored.turnRewards.allSatisfy { $0 == 0 })
            #expect(scored.outcomeReward == 0)
            #expect(scored.lineRewards.allSatisfy { $0 < 0 }, "every line of a dialogue without a valid one costs")
        }
    }

    @Test func failedEpisodesHaveNoReward() {
        let failure = Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: "down"))
        let scored = RewardFixture.scorer.score(RewardFixture.episode(["hello", "i live in denver"], ending: failure))
        #expect(scored.reward == nil)
        #expect(scored.turnRewards.isEmpty)
        #expect(scored.scores.filter { $0.turn == nil }.allSatisfy { $0.value == nil })
        #expect(scored.verdicts.contains { $0.criterion == Criterion.promptToLine && $0.outcome == .fail }, "what was said stays judged")
    }

    @Test func anEpisodeWithoutAUserLineHasNoReward() {
        #expect(RewardFixture.scorer.score(RewardFixture.episode(["bye"], ending: Ending(reason: .agentStop, stop: .cutOff))).reward == nil)
    }

    @Test func withoutALexiconTheJudgesOfContentAreAbsent() {
        var scenario = RewardFixture.scenario()
        scenario.domain = "elsewhere"
        let scored = RewardFixture.scorer.score(RewardFixture.episode(["hello", "i live in denver", "ok", "bye"], scenario: scenario))
        for name in [MetricName.promptToLine, MetricName.lineToLineMin, MetricName.lineToLinePair, MetricName.leaks, MetricName.fabrications] {
            #expect(scored.score(name) == nil, "\(name)")
        }
        #expect(scored.score(MetricName.validity) == 1)
        #expect(scored.reward != nil)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func rewardsStayInRangeAndTurnsAddUp(seed: UInt64) async throws {
        let episode = await RandomEpisode.make(seed: seed)
        let scored = RewardFixture.scorer.score(episode)
        #expect(scored == RewardFixture.scorer.score(episode), "seed \(seed): scoring is pure")
        let reward = try #require(scored.reward, "seed \(seed)")
        #expect((0...1).contains(reward), "seed \(seed)")
        #expect(scored.turnRewards.count == episode.userTurns.count, "seed \(seed)")
        #expect(isClose(scored.turnRewards.reduce(0, +), reward), "seed \(seed)")
        #expect(scored.turnRewards == RewardFixture.scorer.turnRewards(episode), "seed \(seed)")
        #expect(scored.lineRewards.count == episode.userTurns.count, "seed \(seed)")
        #expect(scored.lineRewards.allSatisfy { (-1...0).contains($0) }, "seed \(seed)")
        let outcome = try #require(scored.outcomeReward, "seed \(seed)")
        #expect((0...reward + 1e-12).contains(outcome), "seed \(seed)")
    }

    /// Replacing one true line by a false one never raises the consistency scores.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func aContradictionNeverPays(seed: UInt64) async throws {
        var episode = await RandomEpisode.make(seed: seed)
        episode.ending = Ending(reason: .userStop, stop: .correct)
        let place = try #require(episode.turns.firstIndex { $0.seat == .user })
        episode.turns[place].text = "i want to go to boston"
        let good = RewardFixture.scorer.score(episode)
        episode.turns[place].text = "i want to go to denver"
        let bad = RewardFixture.scorer.score(episode)
        #expect(try #require(bad.score(MetricName.promptToLine)) < (try #require(good.score(MetricName.promptToLine))), "seed \(seed)")
    }
}
