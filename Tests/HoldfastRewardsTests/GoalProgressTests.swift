// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct GoalProgressTests {
    @Test func creditsALineWithWhatItAndItsAnswerChanged() async {
        let episode = RewardFixture.episode(
            ["hello", "on monday for 2", "booked", "i live in denver, how much is it", "40"],
            acts: [2: [DialogueAct(.done, intent: "book")], 4: [DialogueAct(.inform, attribute: "price")]])
        let progress = GoalProgress(goal: await RewardFixture.followed(episode), userTurns: [1, 3])
        // Six components apply. After line 1: city, rule, book, day, party. After line 2: rule, book, day, price, party.
        #expect(isClose(progress.differences()?[0], 5.0 / 6))
        #expect(isClose(progress.differences()?[1], 0))
        #expect(progress.differences(of: .profile) == [1, -1])
        #expect(progress.differences(of: .task) == [1, 0])
        #expect(progress.differences(of: .requirement) == [0.5, 0.5])
    }

    @Test func absentKindsHaveNoProgress() {
        let goal = GoalState(components: [RewardFixture.components[2]])
        #expect(GoalProgress(goal: goal, userTurns: [1]).differences(of: .profile) == nil)
        #expect(GoalProgress(goal: GoalState(components: []), userTurns: [1]).differences() == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func differencesAddUpToTheFinalSuccess(seed: UInt64) async {
        let episode = await RandomEpisode.make(seed: seed)
        let progress = GoalProgress(goal: episode.goal, userTurns: episode.userTurns.map(\.index))
        #expect(isClose(progress.differences()?.reduce(0, +), episode.goal.success), "seed \(seed)")
        for kind in ComponentKind.allCases {
            #expect(isClose(progress.differences(of: kind)?.reduce(0, +), episode.goal.success(of: kind)), "seed \(seed), \(kind)")
        }
    }
}
