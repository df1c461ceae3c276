// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension Ending {
    /// What the decision to stop is worth: 1 for a stop at the right moment, 0 for a stop too early or a missed one.
    ///
    /// Nil where the user decided nothing (`cutOff`) and where the episode failed. A user whose lines broke the dialogue gets 0.
    public var stopScore: Double? {
        if reason == .invalidUser { return 0 }
        switch stop {
        case .correct: return 1
        case .premature, .missed: return 0
        case .cutOff, nil: return nil
        }
    }
}
