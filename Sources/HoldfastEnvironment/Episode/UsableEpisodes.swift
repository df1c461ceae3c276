// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Whether simulated dialogues hold anything that can be judged or learned from.
public enum UsableEpisodes {
    /// Refuses dialogues that all failed or in which the user never spoke: what they were simulated for would come to nothing, unnoticed.
    /// - Parameter occasion: what they were simulated for, such as `step 3`.
    /// - Throws: `environment`, with how the first dialogue ended.
    public static func require(in episodes: [Episode], of occasion: String) throws {
        guard let first = episodes.first, !episodes.contains(where: isUsable) else { return }
        // A run that was cancelled says so by itself.
        guard !episodes.contains(where: { $0.ending.failure?.boundary == .cancelled }) else { return }
        throw HoldfastError(
            .environment, "none of the \(episodes.count) dialogues of \(occasion) came to anything; the first one \(account(of: first.ending))")
    }

    private static func isUsable(_ episode: Episode) -> Bool {
        episode.ending.failure == nil && episode.turns.contains { $0.seat == .user }
    }

    private static func account(of ending: Ending) -> String {
        if let failure = ending.failure { return "failed: \(failure.message)" }
        guard ending.reason == .contextLimit else { return "ended with \(ending.reason.rawValue) before the user spoke" }
        return
            "left the user's first line no room in the simulator's context; lower environment.tokens_per_turn, or use a simulator with a longer one"
    }
}
