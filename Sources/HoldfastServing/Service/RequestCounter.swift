// SPDX-License-Identifier: Apache-2.0

/// Numbers requests in the order they come.
actor RequestCounter {
    private var count = 0

    /// A number that no other request has; the first is 1.
    func next() -> Int {
        count += 1
        return count
    }
}
