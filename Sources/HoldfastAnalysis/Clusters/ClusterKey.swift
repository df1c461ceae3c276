// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Which cluster an episode belongs to: its persona, as a stable hash.
///
/// The key depends on nothing but the name, so tables filled side by side agree without talking to each other.
public struct ClusterKey: Hashable, Comparable, Sendable {
    let bits: UInt64

    /// The cluster of a name, such as `Scenario.subject`.
    public init(_ name: String) {
        bits = StableHash.of(name)
    }

    init(bits: UInt64) {
        self.bits = bits
    }

    /// The key in a table that holds too many clusters and pools them.
    var pooled: ClusterKey { ClusterKey(bits: bits % UInt64(ClusterSums.pooledClusters)) }

    /// By the bits, which mean nothing; it only makes an order.
    public static func < (left: ClusterKey, right: ClusterKey) -> Bool { left.bits < right.bits }
}
