// SPDX-License-Identifier: Apache-2.0

import Foundation
public import HoldfastCore

/// Rewards dialogues for being as long as people's are, taken together: no length is right by itself, only the distribution of a batch.
///
/// `r_len(T) = log p_h(T) - log q(T)` for a dialogue with T user lines, where p_h are people's lengths and q those of the batch that the
/// dialogue is from. A length that the batch has too often costs, one that it has too seldom pays, and the expectation of the reward under q
/// is `-KL(q || p_h)`: at most 0, and 0 where the two are equal. Without it, whatever is charged per line makes dialogues shorter.
///
/// Both are counts with `smoothing` added to each, over one support that the reference alone decides: the lengths from 0 to the longest of the
/// reference, and one place for *all* longer ones together. So a batch with one endless dialogue is compared on the same support as any
/// other, and being much too long is worth no less than being a little too long.
public struct LengthMatching: Hashable, Sendable {
    /// How many reference dialogues have 0, 1, 2, ... user lines; the last length has at least one.
    public let reference: [Int]
    /// What is added to each count; more than 0.
    public let smoothing: Double

    private let logReference: [Double]

    /// - Parameters:
    ///   - reference: number of user lines of each reference dialogue, in any order.
    ///   - smoothing: pseudo-count of each place of the support.
    /// - Throws: `reward` without reference dialogues, for a negative length, and for a smoothing that is not positive and finite.
    public init(reference lengths: [Int], smoothing: Double = 1) throws {
        guard let longest = lengths.max(), lengths.allSatisfy({ $0 >= 0 }) else {
            throw HoldfastError(.reward, "length matching needs the numbers of user lines of at least one reference dialogue, each 0 or more")
        }
        guard smoothing.isFinite, smoothing > 0 else {
            throw HoldfastError(.reward, "the smoothing of length matching is \(smoothing); it must be more than 0, such as 1")
        }
        var counts = [Int](repeating: 0, count: longest + 1)
        for length in lengths { counts[length] += 1 }
        reference = counts
        self.smoothing = smoothing
        logReference = Self.distribution(of: counts + [0], smoothing: smoothing).map { log($0) }
    }

    /// One reward per dialogue of a batch, in nats, from their numbers of user lines; empty for an empty batch.
    public func rewards(ofBatch lengths: [Int]) -> [Double] {
        let logBatch = batch(lengths).map { log($0) }
        return lengths.map { logReference[place(of: $0)] - logBatch[place(of: $0)] }
    }

    /// The reward of a dialogue of some length by the distribution of a batch, whether the batch has such a dialogue or not.
    public func reward(of length: Int, inBatch lengths: [Int]) -> Double {
        logReference[place(of: length)] - log(batch(lengths)[place(of: length)])
    }

    /// KL(q || p_h) of a batch, in nats: 0 where its lengths are distributed as the reference's; nil for an empty batch.
    public func divergence(ofBatch lengths: [Int]) -> Double? {
        guard !lengths.isEmpty else { return nil }
        return zip(batch(lengths), logReference).reduce(0) { $0 + $1.0 * (log($1.0) - $1.1) }
    }

    /// The smoothed distribution of a batch over the support; its last place is that of all lengths beyond the reference's.
    func batch(_ lengths: [Int]) -> [Double] {
        var counts = [Int](repeating: 0, count: logReference.count)
        for length in lengths { counts[place(of: length)] += 1 }
        return Self.distribution(of: counts, smoothing: smoothing)
    }

    private func place(of length: Int) -> Int { min(max(length, 0), reference.count) }

    private static func distribution(of counts: [Int], smoothing: Double) -> [Double] {
        let total = Double(counts.reduce(0, +)) + smoothing * Double(counts.count)
        return counts.map { (Double($0) + smoothing) / total }
    }
}
