// SPDX-License-Identifier: Apache-2.0

/// Small systems of linear equations.
enum LinearSystem {
    /// The solution of `matrix` · x = `right` by Gaussian elimination with pivots by column; nil where the matrix is singular to rounding.
    static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
        let count = right.count
        guard count > 0 else { return nil }
        var rows = zip(matrix, right).map { $0 + [$1] }
        let scale = matrix.flatMap { $0 }.map(abs).max() ?? 0
        for column in 0..<count {
            guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[pivot][column]) > 1e-13 * scale
            else { return nil }
            rows.swapAt(column, pivot)
            for row in column + 1..<max(count, column + 1) {
                let factor = rows[row][column] / rows[column][column]
                for place in column...count { rows[row][place] -= factor * rows[column][place] }
            }
        }
        var solution = [Double](repeating: 0, count: count)
        for row in (0..<count).reversed() {
            let known = (row + 1..<max(count, row + 1)).reduce(0.0) { $0 + rows[row][$1] * solution[$1] }
            solution[row] = (rows[row][count] - known) / rows[row][row]
        }
        return solution
    }
}
