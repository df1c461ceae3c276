// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A judge that cannot be reached now: behind a cache it has the verdicts that it gave before, and abstains on everything else.
public struct UnreachableJudge: Judge {
    /// The identity that it had.
    public let identity: String
    private let reason: String

    /// - Parameter reason: why it cannot be reached; the evidence of its abstentions.
    public init(identity: String, reason: String) {
        self.identity = identity
        self.reason = reason
    }

    /// An abstention: nobody was asked.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        .abstain(question.criterion, .failed, turn: question.turn, evidence: reason, judge: identity)
    }
}
