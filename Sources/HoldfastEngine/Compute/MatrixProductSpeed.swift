// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// What the matrix product reaches on this machine: the limit that everything else in the engine is held against.
public enum MatrixProductSpeed {
    /// Billions of operations a second for `[rows, depth] * [depth, columns]`, every thread with matrices of its own.
    ///
    /// The right matrix is laid out beforehand, as the weights are; in bfloat16 both are rounded.
    /// - Parameter repetitions: how often it is timed, each time for some hundred milliseconds; the best counts.
    /// - Throws: `capacity` when threads cannot be started, or where this processor has no products in bfloat16.
    public static func measure(
        rows: Int, columns: Int, depth: Int, threads: Int, precision: Precision = .float32, repetitions: Int = 5
    ) throws -> Double {
        try precision.checkMachine()
        let lanes = try Lanes(count: threads)
        let products = (0..<threads).map { _ in product(rows: rows, columns: columns, depth: depth, precision: precision) }
        let operations = 2 * rows * columns * depth
        let rounds = max(1, 20_000_000_000 / operations)
        let best =
            (0..<repetitions).map { _ in
                ContinuousClock().measure { lanes.run { lane in for _ in 0..<rounds { products[lane]() } } }
            }.min() ?? .zero
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        return 1e-9 * Double(operations * rounds * threads) / seconds
    }

    private static func product(rows: Int, columns: Int, depth: Int, precision: Precision) -> () -> Void {
        let (a, b, c) = (FloatBuffer(count: rows * depth), FloatBuffer(count: depth * columns), FloatBuffer(count: rows * columns))
        switch precision {
        case .float32:
            let right = FloatBuffer(count: hf_float32_panels_size(depth, columns))
            hf_float32_panels(right.base, b.base, columns, depth, columns)
            return { hf_float32_product(c.base, columns, a.base, depth, 1, right.base, rows, columns, depth, 0) }
        case .bfloat16:
            let pairs = (depth + 1) / 2
            let left = PairBuffer(count: rows * pairs)
            let right = PairBuffer(count: hf_bfloat16_panels_size(depth, columns))
            hf_bfloat16_rows(left.base, a.base, depth, rows, depth)
            hf_bfloat16_panels(right.base, b.base, columns, depth, columns)
            return { hf_bfloat16_product(c.base, columns, left.base, pairs, 1, right.base, rows, columns, depth, 0) }
        }
    }
}
