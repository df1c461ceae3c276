// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct LedgerGoalJudgeTests {
    /// Statuses after a dialogue, in the fixture's order of components: city, short, book, day, price, party, fallback.
    @Test(
        arguments: [
            ("nothing happens", ["hello", "hi there"], [:], "aligned aligned incomplete incomplete incomplete misaligned incomplete"),
            ("states day and party", ["hello", "on monday for 2 people"], [:], "aligned aligned incomplete complete incomplete aligned incomplete"),
            ("the wrong day is no statement", ["hello", "on friday"], [:], "aligned aligned incomplete incomplete incomplete misaligned incomplete"),
            (
                "contradicts the profile", ["hello", "i live in denver"], [:],
                "misaligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
            (
                "breaks the word rule", ["hello", "well let me see what i could possibly want from you this very fine day"], [:],
                "aligned misaligned incomplete incomplete incomplete misaligned incomplete"
            ),
            ("asks for the price", ["hello", "how much is it"], [:], "aligned aligned incomplete incomplete incomplete misaligned incomplete"),
            (
                "asks and is not told", ["hello", "how much is it", "who knows"], [:],
                "aligned aligned incomplete incomplete attempted misaligned incomplete"
            ),
            (
                "asks and is told", ["hello", "how much is it", "40"], [2: [DialogueAct(.inform, attribute: "price", value: "40")]],
                "aligned aligned incomplete incomplete complete misaligned incomplete"
            ),
            (
                "is told unasked", ["it is 40"], [0: [DialogueAct(.inform, attribute: "price", value: "40")]],
                "aligned aligned incomplete incomplete complete misaligned incomplete"
            ),
            ("booked", ["booked"], [0: [DialogueAct(.done, intent: "book")]], "aligned aligned complete incomplete incomplete misaligned incomplete"),
            (
                "blocked before it said what it wants", ["sorry"], [0: [DialogueAct(.blocked, intent: "book")]],
                "aligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
            (
                "blocked after it said what it wants", ["hello", "on monday", "sorry"], [2: [DialogueAct(.blocked, intent: "book")]],
                "aligned aligned attempted complete incomplete misaligned incomplete"
            ),
            (
                "blocked with the fallback unsaid", ["hello", "on monday", "no monday", "ok", "sorry"],
                [2: [DialogueAct(.blocked, attribute: "day", value: "monday")], 4: [DialogueAct(.blocked, intent: "book")]],
                "aligned aligned incomplete complete incomplete misaligned incomplete"
            ),
            (
                "blocked, then booked", ["sorry", "again", "booked"],
                [0: [DialogueAct(.blocked, intent: "book")], 2: [DialogueAct(.done, intent: "book")]],
                "aligned aligned complete incomplete incomplete misaligned incomplete"
            ),
            (
                "another intent", ["cancelled"], [0: [DialogueAct(.done, intent: "cancel")]],
                "aligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
            (
                "fallback before it applies", ["hello", "on tuesday"], [:],
                "aligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
            (
                "fallback after the value was blocked", ["no monday", "on tuesday then"],
                [0: [DialogueAct(.blocked, attribute: "day", value: "monday")]],
                "aligned aligned incomplete incomplete incomplete misaligned complete"
            ),
            (
                "an invalid line earns nothing", ["hello", "user: on monday for 2"], [:],
                "aligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
            (
                "an invalid line still contradicts", ["hello", "user: i live in denver"], [:],
                "misaligned aligned incomplete incomplete incomplete misaligned incomplete"
            ),
        ] as [(String, [String], [Int: [DialogueAct]], String)])
    func statuses(name: String, lines: [String], acts: [Int: [DialogueAct]], expected: String) async {
        let state = await RewardFixture.followed(RewardFixture.episode(lines, acts: acts))
        #expect(state.statuses.map(\.rawValue).joined(separator: " ") == expected, "\(name)")
        #expect(state.rejected.isEmpty, "\(name): absorbed components are never asked about again")
    }

    @Test(
        arguments: [
            ([DialogueAct(.blocked, attribute: "day", value: "monday")], true),
            ([DialogueAct(.blocked, attribute: "day")], true),
            ([DialogueAct(.blocked, attribute: "day", value: "friday")], false),
            ([DialogueAct(.blocked, intent: "book")], false),
            ([DialogueAct(.offer, attribute: "day", value: "tuesday")], true),
            ([DialogueAct(.offer, attribute: "day", value: "monday")], false),
            ([DialogueAct(.offer, attribute: "city", value: "denver")], false),
            ([DialogueAct(.inform, attribute: "day", value: "tuesday")], false),
            ([DialogueAct(.blocked, attribute: "day", value: "monday"), DialogueAct(.offer, attribute: "day", value: "friday")], true),
            ([DialogueAct(.blocked, attribute: "day", value: "friday"), DialogueAct(.offer, attribute: "day", value: "tuesday")], false),
        ] as [([DialogueAct], Bool)])
    func activation(acts: [DialogueAct], expected: Bool) async {
        let state = await RewardFixture.followed(RewardFixture.episode(["well"], acts: [0: acts]))
        #expect(state.applies.last == expected, "\(acts)")
    }

    @Test func activationAfterAnIntent() async {
        let component = GoalComponent(id: "t2", kind: .task, text: "then pay", check: .achieved(intent: "pay"), condition: .after(intent: "book"))
        let scenario = RewardFixture.scenario(components: [component])
        for (intent, expected) in [("book", true), ("cancel", false)] {
            let episode = RewardFixture.episode(["ok"], acts: [0: [DialogueAct(.done, intent: intent)]], scenario: scenario)
            #expect(await RewardFixture.followed(episode).applies == [expected])
        }
    }

    @Test func changesSayWhoWhenAndWhy() async throws {
        let state = await RewardFixture.followed(RewardFixture.episode(["hello", "i live in denver", "ok", "i live in denver"]))
        let change = try #require(state.changes.first)
        #expect(state.changes.count == 1)
        #expect(change.component == "profile.city")
        #expect(change.turn == 1)
        #expect(change.judge == "ledger")
        #expect(change.reason == "claims city = denver, but it is boston")
    }

    @Test func withoutALexiconTheActsStillCount() async {
        var scenario = RewardFixture.scenario()
        scenario.domain = "elsewhere"
        let episode = RewardFixture.episode(["booked", "on monday"], acts: [0: [DialogueAct(.done, intent: "book")]], scenario: scenario)
        let state = await RewardFixture.followed(episode)
        #expect(state["task.book"] == .complete)
        #expect(state["requirement.day"] == .incomplete)
    }
}
