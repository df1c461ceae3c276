// SPDX-License-Identifier: Apache-2.0

/// Mean and sample standard deviation (Bessel's n - 1) of some numbers, with equality tested first.
struct SampleStatistics {
    let count: Int
    let mean: Double
    /// 0 for equal numbers, exactly; 0 for fewer than two.
    let deviation: Double
    let isConstant: Bool

    /// - Parameter values: may be empty; then everything is 0 and `isConstant` holds.
    init(_ values: [Double]) {
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
