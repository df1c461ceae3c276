// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The clocks that waiting needs.
struct Timekeeper: Sendable {
    /// The span since a fixed moment; never goes back.
    var now: @Sendable () -> Duration
    /// Lets time pass.
    var sleep: @Sendable (Duration) async throws -> Void
    /// The clock on the wall, which `Retry-After` may refer to.
    var date: @Sendable () -> Date

    static var real: Timekeeper {
        let start = ContinuousClock.now
        return Timekeeper(now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) }, date: { Date() })
    }
}
