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
        if words.isEmpty { return line.turn.text.allSatisfy(\.isWhitespace) ? .empty : .wordless }
        if RoleLeakage.isFound(in: line.turn.text, words: line.text) { return .roleLeakage }
        if line.turn.finish == .length { return .unfinished }
        if repeatsItself(words) { return .repetition }
        if words.count >= shortestRepeat, isSaidAgain(line, earlier: earlier) { return .repetition }
        return nil
    }

    private func isSaidAgain(_ line: UserLine, earlier: [LineText]) -> Bool {
        guard earlier.count >= 2, earlier.count(where: { $0 == line.text }) >= 2 else { return false }
        let isInARow = earlier.suffix(2).allSatisfy { $0 == line.text }
        return isInARow || !line.acts.contains { $0.kind.mayBeAskedAgain }
    }

    private func repeatsItself(_ words: [String]) -> Bool {
        let total = words.count - 2
        guard total >= 4 else { return false }
        return Double(Self.repeats(in: words, total: total)) / Double(total) >= repeatedTrigrams
    }

    /// How many trigrams stand earlier in the line too. Pairs of a line's few words are compared faster than they are hashed.
    private static func repeats(in words: [String], total: Int) -> Int {
        guard total <= 64 else { return total - Set((0..<total).map { Array(words[$0..<$0 + 3]) }).count }
        func isSame(_ first: Int, _ second: Int) -> Bool {
            words[first] == words[second] && words[first + 1] == words[second + 1] && words[first + 2] == words[second + 2]
        }
        var repeats = 0
        for later in 1..<total where (0..<later).contains(where: { isSame($0, later) }) { repeats += 1 }
        return repeats
    }
}

extension ActKind {
    /// Whether it may well be asked three times, and so answered in the same words.
    fileprivate var mayBeAskedAgain: Bool {
        switch self {
        case .clarify, .confirm, .presume, .offer, .askMore: true
        case .greet, .request, .inform, .done, .blocked, .farewell: false
        }
    }
}
