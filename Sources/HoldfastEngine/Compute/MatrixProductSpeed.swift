// SPDX-License-Identifier: Apache-2.0

/// What the matrix product reaches on this machine: the limit that everything else in the engine is held against.
public enum MatrixProductSpeed {
    /// Billions of operations a second for `[rows, depth] * [depth, columns]`, every thread with matrices of its own.
    ///
    /// - Parameter repetitions: how often it is timed, each time for some hundred milliseconds; the best counts.
    /// - Throws: `capacity` when threads cannot be started.
    public static func measure(rows: Int, columns: Int, depth: Int, threads: Int, repetitions: Int = 5) throws -> Double {
        let lanes = try Lanes(count: threads)
        let buffers = (0..<threads).map { _ in
            (a: FloatBuffer(count: rows * depth), b: FloatBuffer(count: depth * columns), c: FloatBuffer(count: rows * columns))
        }
        let operations = 2 * rows * columns * depth
        let rounds = max(1, 20_000_000_000 / operations)
        let best =
            (0..<repetitions).map { _ in
                ContinuousClock().measure {
                    lanes.run { lane in
                        let (a, b, c) = buffers[lane]
                        for _ in 0..<rounds {
                            MatrixProduct.times(c.base, columns, a.base, depth, b.base, columns, m: rows, n: columns, k: depth)
                        }
                    }
                }
            }.min() ?? .zero
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        return 1e-9 * Double(operations * rounds * threads) / seconds
    }
}
