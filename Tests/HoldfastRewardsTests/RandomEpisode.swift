// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// Episodes of random lines, good and bad, for properties over seeds.
enum RandomEpisode {
    static let lines = [
        "on monday for 2 people", "i live in boston", "i live in denver", "how much is it", "yes", "no", "...", "", "no no no no no no no",
        "as an ai i cannot", "on tuesday then", "on friday", "my pin is 1234", "a red one", "thanks a lot for your time today, goodbye",
    ]
    static let acts: [[DialogueAct]] = [
        [], [DialogueAct(.done, intent: "book")], [DialogueAct(.blocked, intent: "book")],
        [DialogueAct(.blocked, attribute: "day", value: "monday")], [DialogueAct(.presume, attribute: "party", value: "3")],
        [DialogueAct(.inform, attribute: "price", value: "40")], [DialogueAct(.request, attribute: "city")], [DialogueAct(.clarify)],
    ]
    static let endings = [
        Ending(reason: .userStop, stop: .correct), Ending(reason: .userStop, stop: .premature), Ending(reason: .turnLimit, stop: .missed),
        Ending(reason: .turnLimit, stop: .cutOff), Ending(reason: .invalidUser, stop: .cutOff),
    ]

    static func make(seed: UInt64) async -> Episode {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        let count = 2 + Int(stream.next() % 12)
        var spoken: [String] = []
        var acts: [Int: [DialogueAct]] = [:]
        for index in 0..<count {
            spoken.append(index.isMultiple(of: 2) ? "well" : stream.pick(lines) ?? "")
            acts[index] = index.isMultiple(of: 2) ? stream.pick(Self.acts) : []
        }
        let probes = (0..<Int(stream.next() % 3)).map { _ in
            ProbeRecord(turn: 1, attribute: "city", question: "?", answer: stream.pick(["boston", "denver", "hm"]) ?? "")
        }
        var episode = RewardFixture.episode(spoken, acts: acts, ending: stream.pick(endings) ?? endings[0], probes: probes)
        episode.goal = await RewardFixture.followed(episode)
        return episode
    }
}
