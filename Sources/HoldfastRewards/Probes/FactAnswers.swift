// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// How the user answered when it was asked for facts of its persona, by the form of the question.
public struct FactAnswers: Hashable, Sendable {
    /// Share of open questions answered right; nil where none was decided.
    public let open: Double?
    /// Share of questions with options answered right; nil where none was decided.
    public let choice: Double?
    /// Share of questions with options whose answer is one of them; nil where none was asked.
    public let choiceRead: Double?
    /// `choice` corrected for guessing: (p - g) / (1 - g), where g is what guessing is worth. 0 is guessing, 1 all right.
    ///
    /// The correction takes wrong answers for guesses. One that names no option is no guess: it pulls this below 0 all the same, so read
    /// `choiceRead` beside it.
    public let choiceCorrected: Double?

    /// - Parameter verdicts: one per probe that asks for a fact, in their order, as `ScoredEpisode.verdicts` has them.
    public init(_ probes: [ProbeRecord], verdicts: [Verdict]) {
        let asked = zip(probes.filter(\.kind.asksForFact), verdicts)
        open = asked.filter { $0.0.kind == .open }.map(\.1).passShare
        let choices = asked.filter { $0.0.kind == .choice }
        choice = choices.map(\.1).passShare
        choiceRead = choices.isEmpty ? nil : Double(choices.count { $0.0.chosenOption != nil }) / Double(choices.count)
        let decided = choices.filter { $0.1.outcome != .abstain && !$0.0.options.isEmpty }
        let guessing = decided.reduce(0) { $0 + 1 / Double($1.0.options.count) } / Double(decided.count)
        choiceCorrected = choice.flatMap { decided.isEmpty || guessing >= 1 ? nil : ($0 - guessing) / (1 - guessing) }
    }
}
