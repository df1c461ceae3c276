// SPDX-License-Identifier: Apache-2.0

/// How many repetitions all requests to one server may make together: a tenth of those that succeed, and some to begin with.
///
/// Single requests that each try six times would send a server that has trouble six times as much work. What a server asks to be repeated
/// later, with `Retry-After` or status 429, takes nothing from it.
struct RetryBudget: Sendable, Hashable {
    /// What one success adds.
    static let share = 0.1

    private let most: Double
    private var left: Double

    /// - Parameter repetitions: that may be made without any success between them; also the most that are saved up.
    init(repetitions: Int) {
        most = Double(max(1, repetitions))
        left = most
    }

    mutating func succeeded() { left = min(most, left + Self.share) }

    /// Whether a request may be repeated after this failure.
    mutating func take(after failure: AttemptFailure) -> Bool {
        if failure.isPushback { return true }
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}
