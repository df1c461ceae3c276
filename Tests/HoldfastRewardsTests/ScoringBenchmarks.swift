// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@Suite(.enabled(if: ProcessInfo.processInfo.environment["HOLDFAST_BENCH"] != nil, "set HOLDFAST_BENCH=1, in release mode"))
struct ScoringBenchmarks {
    /// Judging must cost far less than sampling.
    @Test func scoresAtLeastAThousandEpisodesASecond() async {
        var episodes: [Episode] = []
        for seed in 0..<1000 as Range<UInt64> { episodes.append(await RandomEpisode.make(seed: seed)) }
        var total = 0.0
        let time = ContinuousClock().measure {
            for episode in episodes { total += RewardFixture.scorer.score(episode).reward ?? 0 }
        }
        print("scoring \(episodes.count) episodes took \(time)")
        #expect(total > 0)
        #expect(time < .seconds(1), "\(time)")
    }
}
