// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Synchronization
import Testing

/// Passes what it is told to pass, and keeps what it was asked.
private final class ListJudge: Judge {
    let identity = "list"
    let asked = Mutex<[JudgeQuestion]>([])
    /// Outcomes by the first line of the ground truth and the status; `abstain` otherwise.
    private let outcomes: [String: VerdictOutcome]

    init(_ outcomes: [String: VerdictOutcome]) { self.outcomes = outcomes }

    func verdict(on question: JudgeQuestion) async -> Verdict {
        asked.withLock { $0.append(question) }
        let key = question.ground.replacing("\nstatus: ", with: " ")
        return Verdict(criterion: question.criterion, outcome: outcomes[key] ?? .abstain, turn: question.turn, evidence: key, judge: identity)
    }

    var keys: [String] { asked.withLock { $0.map { $0.ground.replacing("\nstatus: ", with: " ") } }.sorted() }
}

@Suite struct QuestionGoalJudgeTests {
    private static let components = [
        GoalComponent(id: "profile.shy", kind: .profile, text: "is shy", check: .described),
        GoalComponent(id: "policy.terse", kind: .policy, text: "is terse", check: .obeys(.described("is terse"))),
        GoalComponent(id: "task.book", kind: .task, text: "books a room", check: .described),
        GoalComponent(id: "requirement.sea", kind: .requirement, text: "sea view", parent: "task.book", check: .described),
        GoalComponent(id: "preference.quiet", kind: .preference, text: "quiet", check: .described),
        GoalComponent(id: "requirement.day", kind: .requirement, text: "monday", parent: "task.book", check: .stated("day", "monday")),
        GoalComponent(
            id: "requirement.else", kind: .requirement, text: "else garden", check: .described, condition: .after(intent: "book")),
    ]

    private static let turns = [
        RewardFixture.turn(0, "hello"), RewardFixture.turn(1, "a room with a view of the sea"), RewardFixture.turn(2, "there is none"),
    ]

    private static func context(_ count: Int, _ state: GoalState = GoalState(components: components)) -> GoalJudgeContext {
        GoalJudgeContext(scenario: RewardFixture.scenario(components: components), turns: Array(turns.prefix(count)), state: state)
    }

    @Test func `a user line is asked about profile, policy and preference, an answer about task and requirement`() async {
        let judge = ListJudge([:])
        _ = await QuestionGoalJudge(judge: judge).judge(Self.context(2))
        #expect(judge.keys == ["is shy aligned", "is terse aligned", "quiet aligned"])
        let later = ListJudge([:])
        let judgement = await QuestionGoalJudge(judge: later).judge(Self.context(3))
        #expect(later.keys == ["books a room attempted", "books a room complete", "sea view attempted", "sea view complete"])
        #expect(judgement.proposals.isEmpty, "abstentions move nothing")
        #expect(judgement.verdicts.count == 4)
        let all = ListJudge([:])
        _ = await QuestionGoalJudge(judge: all, scope: .all).judge(Self.context(3))
        #expect(all.keys.contains("monday complete"))
        #expect(!all.keys.contains { $0.contains("garden") }, "its condition was not met")
    }

    @Test func `answers move components by their kind's rules`() async {
        let judge = ListJudge([
            "is shy aligned": .pass, "is terse aligned": .fail, "quiet aligned": .pass, "books a room complete": .fail,
            "books a room attempted": .pass, "sea view complete": .pass,
        ])
        let tracker = QuestionGoalJudge(judge: judge)
        var state = GoalState(components: Self.components)
        for count in [2, 3] { for proposal in await tracker.judge(Self.context(count, state)).proposals { state.apply(proposal) } }
        #expect(state["profile.shy"] == .aligned)
        #expect(state["policy.terse"] == .misaligned)
        #expect(state["preference.quiet"] == .aligned)
        #expect(state["task.book"] == .attempted)
        #expect(state["requirement.sea"] == .complete)
        #expect(state.rejected.isEmpty)
        #expect(state.changes.map(\.judge) == ["list", "list", "list", "list"])
    }

    @Test func `what is absorbed is never asked about again`() async {
        var state = GoalState(components: Self.components)
        let settled: [(String, ComponentStatus)] = [
            ("policy.terse", .misaligned), ("preference.quiet", .aligned), ("requirement.sea", .complete), ("task.book", .attempted),
        ]
        for (id, status) in settled {
            state.apply(StatusProposal(component: id, status: status, turn: 1, reason: "", judge: "hand"))
        }
        let user = ListJudge([:])
        _ = await QuestionGoalJudge(judge: user).judge(Self.context(2, state))
        #expect(user.keys == ["is shy aligned"])
        let agent = ListJudge([:])
        _ = await QuestionGoalJudge(judge: agent).judge(Self.context(3, state))
        #expect(agent.keys == ["books a room complete"], "attempted may still become complete")
    }

    @Test func `a user that leaves is asked about everything, because no answer follows`() async {
        let judge = ListJudge([:])
        var context = Self.context(2)
        context.turns[1].finish = .endOfDialogue
        _ = await QuestionGoalJudge(judge: judge).judge(context)
        #expect(judge.keys.count == 7)
    }

    @Test func `the ledger tells what it can and the judge the rest`() async {
        let judge = ListJudge(["quiet aligned": .pass])
        let combined = CombinedGoalJudge([RewardFixture.goalJudge, QuestionGoalJudge(judge: judge)])
        var context = Self.context(2)
        context.turns[1].text = "on monday, somewhere quiet"
        let judgement = await combined.judge(context)
        #expect(judgement.proposals.map(\.component) == ["requirement.day", "preference.quiet"])
        #expect(judgement.verdicts.count == 3)
        #expect(combined.identity == "ledger + list")
    }
}
