// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// How long and how often a request is repeated.
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts in all, the first one included.
    public var attempts: Int
    /// From the first attempt on, waits included; nothing is begun after it.
    public var deadline: Duration
    /// Longest that one attempt may take.
    public var attemptTimeout: Duration
    /// Wait after the first failure, before jitter.
    public var firstDelay: Duration
    /// By which each further wait grows.
    public var growth: Double
    /// Longest wait that growth leads to. A server that asks for a longer one gets it.
    public var longestDelay: Duration

    /// By default six attempts within ten minutes, with waits that double from half a second up to 30 seconds.
    public init(
        attempts: Int = 6, deadline: Duration = .seconds(600), attemptTimeout: Duration = .seconds(300),
        firstDelay: Duration = .milliseconds(500), growth: Double = 2, longestDelay: Duration = .seconds(30)
    ) {
        self.attempts = attempts
        self.deadline = deadline
        self.attemptTimeout = attemptTimeout
        self.firstDelay = firstDelay
        self.growth = growth
        self.longestDelay = longestDelay
    }

    /// The wait after so many failed attempts, between half of the full wait and all of it.
    /// - Parameter jitter: in [0, 1). Clients that failed together should not come back together.
    func delay(afterAttempts count: Int, jitter: Double) -> Duration {
        var full = firstDelay
        for _ in 1..<max(1, count) where full < longestDelay { full = full * growth }
        return min(full, longestDelay) * (0.5 + 0.5 * jitter)
    }
}
