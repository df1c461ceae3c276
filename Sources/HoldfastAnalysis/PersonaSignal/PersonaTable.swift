// SPDX-License-Identifier: Apache-2.0

/// Which personas are looked at where there are too many: those whose keys, mixed, lie below a bound that is halved as need be.
///
/// The choice depends on the keys alone, so it comes out the same however the episodes were divided and ordered.
struct PersonaSubset: Hashable, Sendable {
    private(set) var bound: UInt32 = 1 << 20

    /// Whether everybody is looked at.
    var isWhole: Bool { bound == 1 << 20 }

    func holds(_ cluster: ClusterKey) -> Bool { (cluster.bits &* 0x9_E375) & 0xF_FFFF < bound }

    mutating func halve() { bound /= 2 }

    mutating func narrow(to other: PersonaSubset) { bound = min(bound, other.bound) }
}

/// Sums of a fixed number of columns, by persona, for statistics that need each persona's own numbers.
///
/// `ClusterSums` pools personas where there are many; here they stay apart, and a subset is kept.
struct PersonaTable: Sendable {
    /// Personas that are kept at most.
    let most: Int
    let columns: Int
    private(set) var subset = PersonaSubset()
    private var rows: [ClusterKey: Int] = [:]
    private var values: [Double] = []

    init(columns: Int, most: Int = 8_192) {
        self.columns = columns
        self.most = most
    }

    /// In the order of their keys.
    var clusters: [ClusterKey] { rows.keys.sorted() }

    /// Where the row of a persona starts among the values, which is made where there is none; nil outside the subset.
    mutating func row(of cluster: ClusterKey) -> Int? {
        guard subset.holds(cluster) else { return nil }
        if let row = rows[cluster] { return row }
        if rows.count == most {
            subset.halve()
            keepSubset()
            return row(of: cluster)
        }
        let row = values.count
        rows[cluster] = row
        values.append(contentsOf: repeatElement(0, count: columns))
        return row
    }

    mutating func add(_ value: Double, to column: Int, at row: Int) { values[row + column] += value }

    /// The columns of a persona; nil where it is not kept.
    subscript(_ cluster: ClusterKey) -> ArraySlice<Double>? { rows[cluster].map { values[$0..<$0 + columns] } }

    mutating func merge(_ other: PersonaTable) {
        subset.narrow(to: other.subset)
        keepSubset()
        for cluster in other.clusters {
            guard let from = other.rows[cluster], let to = row(of: cluster) else { continue }
            for column in 0..<columns { values[to + column] += other.values[from + column] }
        }
    }

    private mutating func keepSubset() {
        let old = (rows: rows, values: values)
        (rows, values) = ([:], [])
        for (cluster, row) in old.rows.sorted(by: { $0.key < $1.key }) where subset.holds(cluster) {
            rows[cluster] = values.count
            values.append(contentsOf: old.values[row..<row + columns])
        }
        if rows.count > most {
            subset.halve()
            keepSubset()
        }
    }
}
