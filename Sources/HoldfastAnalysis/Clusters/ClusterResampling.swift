// SPDX-License-Identifier: Apache-2.0
import Dispatch
import HoldfastCore
import Synchronization

/// Intervals for statistics of sums: clusters are drawn whole, with replacement.
///
/// Equal sets of clusters and equal seeds give equal draws, so two tables over the same personas are resampled alike. Each draw has random
/// numbers of its own, so draws are made on all cores and do not depend on how many there are.
///
/// Source: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8: groups with replacement, their members as they
/// are. Where all groups have one member it is the same as `ClusterBootstrap`, which draws members again and so errs on the wide side.
public struct ClusterResampling: Sendable {
    /// How many draws are made and how intervals follow from them.
    public let plan: BootstrapPlan

    /// Nothing is drawn yet.
    public init(plan: BootstrapPlan = BootstrapPlan()) {
        self.plan = plan
    }

    /// The totals of a table, of each draw, and without each cluster.
    public func totals(of sums: ClusterSums) -> ResampledTotals {
        let matrix = sums.matrix
        return ResampledTotals(plan: plan, columns: sums.columns, data: sums.totals, drawn: draws(from: matrix), matrix: matrix)
    }

    /// Draws that are made in one pass over the table, so that its rows are fetched once for all of them.
    private static let block = 16

    private func draws(from matrix: ClusterMatrix) -> [[Double]] {
        guard matrix.count > 1 else { return [] }
        let blocks = (plan.replicates + Self.block - 1) / Self.block
        let drawn = Mutex([[[Double]]](repeating: [], count: blocks))
        DispatchQueue.concurrentPerform(iterations: blocks) { block in
            let totals = totals(of: block * Self.block..<min((block + 1) * Self.block, plan.replicates), from: matrix)
            drawn.withLock { $0[block] = totals }
        }
        return drawn.withLock { $0 }.flatMap(\.self)
    }

    private func totals(of draws: Range<Int>, from matrix: ClusterMatrix) -> [[Double]] {
        let weights = draws.map { self.weights(of: $0, clusters: matrix.count) }
        var totals = [[Double]](repeating: [Double](repeating: 0, count: matrix.width), count: draws.count)
        matrix.values.withUnsafeBufferPointer { rows in
            for cluster in 0..<matrix.count {
                let row = rows[cluster * matrix.width..<(cluster + 1) * matrix.width]
                for draw in totals.indices where weights[draw][cluster] > 0 {
                    totals[draw].withUnsafeMutableBufferPointer { Self.add(row, times: Double(weights[draw][cluster]), to: $0) }
                }
            }
        }
        return totals
    }

    private static func add(_ row: Slice<UnsafeBufferPointer<Double>>, times weight: Double, to totals: UnsafeMutableBufferPointer<Double>) {
        let row = UnsafeBufferPointer(rebasing: row)
        for column in 0..<totals.count { totals[column] += weight * row[column] }
    }

    /// How often each cluster is in a draw.
    func weights(of draw: Int, clusters: Int) -> [UInt16] {
        var weights = [UInt16](repeating: 0, count: clusters)
        var random = RandomKey(seed: plan.seed, step: draw, purpose: .bootstrap).stream
        var drawn = 0
        while drawn < clusters {
            // Both halves of a random number are used; a multiplication picks a cluster with a bias below one in a hundred thousand.
            let bits = random.next()
            weights[Int(((bits >> 32) * UInt64(clusters)) >> 32)] += 1
            if drawn + 1 < clusters { weights[Int(((bits & 0xFFFF_FFFF) * UInt64(clusters)) >> 32)] += 1 }
            drawn += 2
        }
        return weights
    }
}
