// SPDX-License-Identifier: Apache-2.0

/// How many requests a server bears at once, found out by asking: one more after each round of answers, half as many when it pushes back.
///
/// Additive increase and multiplicative decrease (Chiu and Jain, 1989). Requests that were sent before the last decrease say nothing
/// about the new limit, so what one overload pushes back counts once.
struct ConcurrencyLimit: Sendable, Hashable {
    /// Never more than this many.
    let most: Int
    private var exact: Double
    private var sent = 0
    private var sentAtDecrease = 0

    /// At least one.
    var current: Int { max(1, Int(exact)) }

    /// Begins with the most.
    init(most: Int) {
        self.most = max(1, most)
        exact = Double(self.most)
    }

    /// A request goes out.
    /// - Returns: its number, to be told with what becomes of it.
    mutating func begin() -> Int {
        sent += 1
        return sent
    }

    /// The server answered the request.
    mutating func answered() { exact = min(Double(most), exact + 1 / exact) }

    /// The server would rather not have had the request.
    mutating func pushedBack(_ number: Int) {
        guard number > sentAtDecrease else { return }
        exact = max(1, exact / 2)
        sentAtDecrease = sent
    }
}
