// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A question to a judge with what people, and other judges, answered.
///
/// Files of items are JSON Lines, one item a line, keys in snake case. What labels, calibrates or exports disagreements reads and writes them.
public struct CalibrationItem: Hashable, Sendable, Codable, Identifiable {
    /// Unique within a file.
    public var id: String
    /// What was asked.
    public var question: JudgeQuestion
    /// What people answered, in the order in which they did; empty where nobody has yet.
    public var labels: [ItemLabel]
    /// What judges answered, for instance those of a panel that do not agree; people do not see it before they have answered.
    public var answers: [ItemLabel]
    /// Where the item comes from, such as an episode's identifier; empty where it was made by hand.
    public var source: String

    /// An item that nobody has answered, unless told otherwise.
    public init(id: String, question: JudgeQuestion, labels: [ItemLabel] = [], answers: [ItemLabel] = [], source: String = "") {
        self.id = id
        self.question = question
        self.labels = labels
        self.answers = answers
        self.source = source
    }
}

/// What one rater answered.
public struct ItemLabel: Hashable, Sendable, Codable {
    /// The person's name, or the judge's identity.
    public var rater: String
    /// What it decided; `abstain` where it could not tell.
    public var outcome: VerdictOutcome

    /// A rater's answer.
    public init(rater: String, outcome: VerdictOutcome) {
        self.rater = rater
        self.outcome = outcome
    }
}
