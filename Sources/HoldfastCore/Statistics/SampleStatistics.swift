// SPDX-License-Identifier: Apache-2.0

/// Mean and sample standard deviation (Bessel's n - 1) of some numbers, with equality tested first.
package struct SampleStatistics {
    /// How many there are.
    package let count: Int
    /// 0 for none.
    package let mean: Double
    /// 0 for equal numbers, exactly; 0 for fewer than two.
    package let deviation: Double
    /// Whether all are equal, so that they say nothing about which is better.
    package let isConstant: Bool

    /// - Parameter values: may be empty; then everything is 0 and `isConstant` holds.
    package init(_ values: [Double]) {
        count = values.count
        guard let low = values.min(), let high = values.max(), low < high else {
            // Summing equal non-dyadic numbers leaves a residue that 1 / (0 + epsilon) would blow up.
            mean = values.first ?? 0
            deviation = 0
            isConstant = true
            return
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        deviation = (squares / Double(values.count - 1)).squareRoot()
        isConstant = false
    }
}
