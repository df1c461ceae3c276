// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row an episode with a label: good where its reward is above the threshold, or above the mean of its group, and bad where it is below.
///
/// `prompt` is what stands before the trained seat's first line that follows on something, `completion` the rest. A reward that is neither above nor below makes no row.
struct LabelledRows: RowLayout {
    let settings: ExportSettings

    func rows(ofGroup group: [ScoredEpisode], tally: inout ExportTally) -> [JSONValue] {
        let rewards = group.map { $0.reward(of: settings.seat) ?? 0 }
        let threshold = settings.threshold ?? rewards.reduce(0, +) / Double(rewards.count)
        return zip(group, rewards).compactMap { scored, reward in
            // A mean of equal numbers may miss them by a rounding.
            guard settings.threshold == nil ? abs(reward - threshold) > 1e-12 : reward != threshold else {
                tally.leaveOut(.tie)
                return nil
            }
            let messages = view(scored).learned
            guard let start = messages.indices.dropFirst().first(where: { messages[$0].role == .assistant }) else {
                tally.leaveOut(.noLines)
                return nil
            }
            tally.take(episodes: 1, rows: 1)
            return .object(
                [
                    JSONValue.Member("prompt", messages[..<start].json), JSONValue.Member("completion", messages[start...].json),
                    JSONValue.Member("label", .bool(reward > threshold)),
                ] + extras(of: scored))
        }
    }
}
