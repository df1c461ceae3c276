// SPDX-License-Identifier: Apache-2.0

/// The rows of a table of clusters, one behind the other, in the order of the clusters' keys.
struct ClusterMatrix: Sendable {
    /// Row by row.
    let values: [Double]
    /// Number of rows.
    let count: Int
    /// Number of columns.
    let width: Int

    subscript(row: Int, column: Int) -> Double { values[row * width + column] }

    /// The totals without each cluster, one after the other, in memory that all of them share.
    func withoutEach<Result>(of totals: [Double], _ body: ([Double]) -> Result?) -> [Result] {
        var results: [Result] = []
        var left = totals
        for row in 0..<count {
            for column in 0..<width { left[column] = totals[column] - values[row * width + column] }
            if let result = body(left) { results.append(result) }
        }
        return results
    }
}
