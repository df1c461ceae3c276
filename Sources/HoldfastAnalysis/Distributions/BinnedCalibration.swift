// SPDX-License-Identifier: Apache-2.0

/// How far the success of simulated users is from that of a reference, bin by bin of difficulty.
///
/// Source: the outcome calibration error between people and simulated users of "Lost in Simulation" (arXiv:2601.17087):
/// sum_i w_i |s_i^reference - s_i^simulated|, weights by the reference's counts.
public struct BinnedCalibration: Hashable, Sendable {
    /// What is known of one bin.
    public struct Bin: Hashable, Sendable {
        /// Successes of the reference, out of how many; and those of the simulated users.
        public var referenceHits, referenceCount, hits, count: Double

        /// A bin from the successes and numbers of both sides.
        public init(referenceHits: Double, referenceCount: Double, hits: Double, count: Double) {
            self.referenceHits = referenceHits
            self.referenceCount = referenceCount
            self.hits = hits
            self.count = count
        }
    }

    /// The bins, easiest or hardest first.
    public let bins: [Bin]

    /// Bins in any order.
    public init(bins: [Bin]) { self.bins = bins }

    /// The weighted mean of the differences, from 0 to 1. Bins that one side lacks are left out; nil where that is all of them.
    public var error: Double? {
        let both = bins.filter { $0.referenceCount > 0 && $0.count > 0 }
        let total = both.reduce(0) { $0 + $1.referenceCount }
        guard total > 0 else { return nil }
        return both.reduce(0) { $0 + $1.referenceCount / total * abs($1.referenceHits / $1.referenceCount - $1.hits / $1.count) }
    }
}
