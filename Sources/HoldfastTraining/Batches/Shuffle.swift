// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Deterministic orders and cuts of a batch.
public enum Shuffle {
    /// The numbers `0..<count` in an order that follows from the key alone (Fisher-Yates; the standard library's shuffle may change).
    public static func order(_ count: Int, key: RandomKey) -> [Int] {
        var stream = key.stream
        var order = Array(0..<count)
        for last in order.indices.dropFirst().reversed() {
            order.swapAt(last, Int(stream.next() % UInt64(last + 1)))
        }
        return order
    }

    /// Cuts `0..<count` into at most `parts` shuffled parts of nearly equal size, none empty.
    ///
    /// Within a part the original order is kept, so that members of a group stay neighbours and a server can share their prompt.
    public static func minibatches(_ count: Int, parts: Int, key: RandomKey) -> [[Int]] {
        let parts = min(max(parts, 1), count)
        guard parts > 1 else { return count == 0 ? [] : [Array(0..<count)] }
        let order = order(count, key: key)
        return (0..<parts).map { part in order[(part * count / parts)..<((part + 1) * count / parts)].sorted() }
    }
}
