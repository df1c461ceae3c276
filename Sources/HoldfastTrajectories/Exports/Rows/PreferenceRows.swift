// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row a group: the dialogue with the highest reward against the one with the lowest.
///
/// `prompt` is what both share, up to the first line of the trained seat in which they part; `chosen` and `rejected` are the rest of each.
/// Of equal rewards the earlier rollout counts.
struct PreferenceRows: RowLayout {
    let settings: ExportSettings

    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue] {
        let rewards = group.map { $0.reward(of: settings.seat) ?? 0 }
        guard let best = rewards.indices.max(by: { rewards[$0] < rewards[$1] || (rewards[$0] == rewards[$1] && $0 > $1) }),
            let worst = rewards.indices.min(by: { rewards[$0] < rewards[$1] || (rewards[$0] == rewards[$1] && $0 < $1) }),
            rewards[best] > rewards[worst], rewards[best] - rewards[worst] >= settings.margin
        else {
            tally.leaveOut(.noPair, count: group.count)
            return []
        }
        tally.leaveOut(.tie, count: group.count - 2)
        let (chosen, rejected) = (view(group[best]).learned, view(group[worst]).learned)
        guard let start = Self.parting(of: chosen, and: rejected) else {
            tally.leaveOut(.noSharedStart, count: 2)
            return []
        }
        tally.take(episodes: 2, rows: 1)
        return [
            .record([
                "prompt": chosen[..<start].json, "chosen": chosen[start...].json, "rejected": rejected[start...].json,
                "score_chosen": .double(rewards[best]), "score_rejected": .double(rewards[worst]),
                "metrics": .record([
                    "chosen": .numbers(group[best].metrics), "rejected": .numbers(group[worst].metrics),
                ]),
                "metadata": .record([
                    "chosen": .object(group[best].episode.facts(seat: settings.seat)),
                    "rejected": .object(group[worst].episode.facts(seat: settings.seat)),
                ]),
            ])
        ]
    }

    /// Where two dialogues part: the first assistant's message in which they differ or, where they differ in another one, the last
    /// assistant's message before it. Nil where nothing stands before it.
    static func parting(of first: ArraySlice<DialogueMessage>, and second: ArraySlice<DialogueMessage>) -> Int? {
        let shared = zip(first, second).prefix { $0.says(thatOf: $1) }.count
        guard shared < max(first.count, second.count) else { return nil }
        // Both must go on, and with a line of the trained seat.
        let latest = min(shared, first.count - 1, second.count - 1)
        let parting = (0...max(latest, 0)).last { first[$0].role == .assistant && second[$0].role == .assistant }
        return parting.flatMap { $0 > 0 ? $0 : nil }
    }
}
