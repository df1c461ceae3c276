// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Decides whether a line is a user's line at all, before any judge looks at it. A line at fault gets the floor in every score per line.
///
/// Without such a gate degenerate text pays: in the data released with arXiv:2511.00222, 147 of 157 lines without a word were
/// scored as consistent.
public struct ValidityGate: Hashable, Sendable, Codable {
    /// A line with at least four trigrams fails when this share of them repeats earlier ones of the same line.
    public var repeatedTrigrams: Double
    /// Lines of fewer words may be said again ("yes, please").
    public var shortestRepeat: Int

    /// The gate of the bundled judges, unless told otherwise.
    public init(repeatedTrigrams: Double = 0.5, shortestRepeat: Int = 4) {
        self.repeatedTrigrams = repeatedTrigrams
        self.shortestRepeat = shortestRepeat
    }

    /// The first fault of a line, or nil.
    ///
    /// The same words are a fault the third time they are said: always when in a row, else unless they answer a question that may
    /// well be asked three times (to say it again, to confirm, to accept, whether there is more). Saying something twice is human.
    /// - Parameter earlier: the user's earlier lines.
    public func fault(of line: UserLine, earlier: [LineText]) -> LineFault? {
        let words = line.text.words
        if line.turn.text.allSatisfy(\.isWhitespace) { return .empty }
        if words.isEmpty { return .wordless }
        if RoleLeakage.isFound(in: line.turn.text, words: line.text) { return .roleLeakage }
        if line.turn.finish == .length { return .unfinished }
        if repeatsItself(words) { return .repetition }
        if words.count >= shortestRepeat, isSaidAgain(line, earlier: earlier) { return .repetition }
        return nil
    }

    private func isSaidAgain(_ line: UserLine, earlier: [LineText]) -> Bool {
        if earlier.count >= 2, earlier.suffix(2).allSatisfy({ $0 == line.text }) { return true }
        let mayBeSaidAgain = line.acts.contains { [.clarify, .confirm, .presume, .offer, .askMore].contains($0.kind) }
        return !mayBeSaidAgain && earlier.count { $0 == line.text } >= 2
    }

    private func repeatsItself(_ words: [String]) -> Bool {
        let total = words.count - 2
        guard total >= 4 else { return false }
        let distinct = Set((0..<total).map { Array(words[$0..<$0 + 3]) }).count
        return Double(total - distinct) / Double(total) >= repeatedTrigrams
    }
}
