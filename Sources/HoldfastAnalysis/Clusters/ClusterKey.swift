// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Which cluster an episode belongs to: its persona, as twenty bits of a stable hash.
///
/// The key depends on nothing but the name, so tables filled side by side agree without talking to each other. Two personas share a key
/// with a chance of one in a million; they then count as one cluster, which widens an interval a little and biases nothing.
public struct ClusterKey: Hashable, Comparable, Sendable {
    let bits: UInt32

    /// The cluster of a name, such as `Scenario.subject`.
    public init(_ name: String) {
        bits = UInt32(truncatingIfNeeded: StableHash.of(name)) & 0xF_FFFF
    }

    init(bits: UInt32) {
        self.bits = bits
    }

    /// The key in a table that holds too many clusters and pools them.
    var pooled: ClusterKey { ClusterKey(bits: bits % UInt32(ClusterSums.pooledClusters)) }

    /// By the bits, which mean nothing; it only makes an order.
    public static func < (left: ClusterKey, right: ClusterKey) -> Bool { left.bits < right.bits }
}
