// SPDX-License-Identifier: Apache-2.0

/// Why a judge abstained.
public enum Abstention: String, Sendable, Codable, CaseIterable {
    /// It looked, and could not decide.
    case cannotTell
    /// There was nothing to compare with: no lexicon, no ground truth on the matter.
    case nothingKnown
    /// Its reply was no answer to the question, also when it was asked again.
    case unreadable
    /// The call failed, with all its repetitions.
    case failed
    /// The call took longer than it may.
    case timedOut
    /// The judges of a panel do not agree.
    case disagreement

    /// Whether the judge did not come to look at all.
    public var isFailure: Bool {
        switch self {
        case .unreadable, .failed, .timedOut: true
        case .cannotTell, .nothingKnown, .disagreement: false
        }
    }
}

/// One call of a model that a verdict rests on.
public struct JudgeCall: Hashable, Sendable, Codable {
    /// Who was asked: the model with all that shapes its answers.
    public var judge: String
    /// What it decided by itself.
    public var outcome: VerdictOutcome
    /// Hash of the question exactly as it was sent.
    public var promptHash: String
    /// The reply exactly as it came; empty where none did.
    public var reply: String
    /// Tokens of the question, as the model counted them; 0 where it did not say.
    public var promptTokens: Int
    /// Tokens of the reply, as the model counted them; 0 where it did not say.
    public var completionTokens: Int

    /// A call and what came of it.
    public init(
        judge: String, outcome: VerdictOutcome, promptHash: String, reply: String, promptTokens: Int = 0, completionTokens: Int = 0
    ) {
        self.judge = judge
        self.outcome = outcome
        self.promptHash = promptHash
        self.reply = reply
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
    }
}
