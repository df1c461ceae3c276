// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Answers binary questions about lines of a dialogue: with a lexicon, by rules over free text, by asking a model, or by asking several.
///
/// A judge never throws. One that cannot answer abstains and says why; an abstention neither pays nor costs.
public protocol Judge: Sendable {
    /// Who judges: everything that shapes its answers, so that verdicts of equal identities are comparable.
    var identity: String { get }
    /// One verdict, on the question's criterion and turn.
    func verdict(on question: JudgeQuestion) async -> Verdict
}
