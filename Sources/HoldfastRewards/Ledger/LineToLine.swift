// SPDX-License-Identifier: Apache-2.0

/// Line-to-line consistency under both formulas in use.
///
/// Source: arXiv:2511.00222. The paper defines 1/(T-1) · sum over t >= 2 of min over i < t of J(r_i, r_t): a line fails when *any*
/// earlier own line conflicts. Its released code computes 1 - flagged pairs / possible pairs, which rises with length, because the
/// pairs grow with the square of the lines. The two are named here and never mixed.
public struct LineToLine: Hashable, Sendable {
    /// Per user line, the positions of the earlier user lines it conflicts with, sorted.
    public let conflicts: [[Int]]

    /// Positions that are no earlier line, and repeated ones, are dropped.
    public init(conflicts: [[Int]]) {
        self.conflicts = conflicts.enumerated().map { line, earlier in
            earlier.isEmpty ? [] : Set(earlier.filter { (0..<line).contains($0) }).sorted()
        }
    }

    /// 1 - share of lines, from the second on, that conflict with any earlier one; nil for fewer than two lines.
    public var min: Double? {
        guard conflicts.count > 1 else { return nil }
        return 1 - Double(conflicts.count { !$0.isEmpty }) / Double(conflicts.count - 1)
    }

    /// 1 - share of conflicting pairs among all pairs of lines; nil for fewer than two lines.
    public var pair: Double? {
        guard conflicts.count > 1 else { return nil }
        let possible = conflicts.count * (conflicts.count - 1) / 2
        return 1 - Double(conflicts.reduce(0) { $0 + $1.count }) / Double(possible)
    }
}
