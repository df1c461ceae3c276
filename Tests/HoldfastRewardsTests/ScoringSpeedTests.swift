// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct ScoringSpeedTests {
    /// Judging must cost far less than sampling. The bound is loose enough for a debug build on a busy machine.
    @Test func scoresAtLeastAHundredEpisodesASecond() async {
        var episodes: [Episode] = []
        for seed in 0..<200 as Range<UInt64> { episodes.append(await RandomEpisode.make(seed: seed)) }
        var total = 0.0
        let time = ContinuousClock().measure {
            for episode in episodes { total += RewardFixture.scorer.score(episode).reward ?? 0 }
        }
        #expect(total > 0)
        #expect(time < .seconds(2), "200 episodes took \(time)")
    }
}
