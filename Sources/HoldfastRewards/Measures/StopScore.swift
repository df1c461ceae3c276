// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Ending {
    /// 1 where the user ended the conversation at the right moment, 0 for every other ending; nil where the episode failed.
    ///
    /// A dialogue that ran to its limit or was ended by the agent with work left (`cutOff`) scores 0 too: if it left the mean, a user
    /// could avoid the question by never ending anything.
    public var stopScore: Double? {
        guard reason != .failure, let stop else { return nil }
        return stop == .correct ? 1 : 0
    }
}
