// SPDX-License-Identifier: Apache-2.0

/// Sums of named columns, by cluster: all that a statistic of many episodes needs to keep of them.
///
/// A statistic that is a function of sums over episodes (a rate, a curve, a survival function, a variance split) and its interval from
/// resampling whole clusters follow from this table alone, however many episodes there were. Tables filled in parallel are merged.
///
/// Above `mostClusters` clusters are pooled by their keys into `pooledClusters`. Pools of whole independent clusters are independent again, so
/// intervals stay valid.
public struct ClusterSums: Sendable {
    /// Clusters that are kept apart.
    public static let mostClusters = 2_048
    /// Clusters that more than `mostClusters` are pooled into.
    public static let pooledClusters = 1_024

    /// Names of the columns, in the order of their indices.
    public private(set) var columns: [String] = []
    private var places: [String: Int] = [:]
    private var rows: [ClusterKey: Int] = [:]
    /// One row after another, each `stride` long, of which the first `columns.count` are in use.
    private var values: [Double] = []
    private var stride: Int
    private var isPooled = false
    /// The row that was last added to: episodes of one persona tend to come together.
    private var latest: (key: ClusterKey, row: Int)?

    /// An empty table.
    /// - Parameter columns: names of columns that are sure to be needed, which get the indices 0, 1, …; others may follow.
    public init(columns: [String] = []) {
        stride = max(4, columns.count)
        for column in columns { _ = self.column(column) }
    }

    /// Number of clusters; pools count as one.
    public var clusterCount: Int { rows.count }

    /// The index of a column, which is made where there is none of this name.
    public mutating func column(_ name: String) -> Int {
        if let place = places[name] { return place }
        let place = columns.count
        columns.append(name)
        places[name] = place
        if columns.count > stride { widen(to: 2 * stride) }
        return place
    }

    /// The index of a column, or nil where there is none of this name.
    public func existingColumn(_ name: String) -> Int? { places[name] }

    /// Adds a value to a column of a cluster.
    public mutating func add(_ value: Double, to column: Int, of cluster: ClusterKey) {
        values[row(of: cluster) * stride + column] += value
    }

    /// Adds a value to a column of a cluster, by the column's name.
    public mutating func add(_ value: Double, to column: String, of cluster: ClusterKey) {
        let place = self.column(column)
        add(value, to: place, of: cluster)
    }

    /// Adds another table, column by column and cluster by cluster.
    public mutating func merge(_ other: ClusterSums) {
        let places = other.columns.map { column($0) }
        for (key, row) in other.sortedRows {
            let source = row * other.stride
            let target = self.row(of: key) * stride
            for (from, to) in places.enumerated() { values[target + to] += other.values[source + from] }
        }
        if other.isPooled { pool() }
    }

    /// The sums over all clusters, in the order of `columns`.
    public var totals: [Double] {
        var totals = [Double](repeating: 0, count: columns.count)
        for (_, row) in sortedRows {
            for column in totals.indices { totals[column] += values[row * stride + column] }
        }
        return totals
    }

    /// Two tables as one with the clusters of both; columns of the second come behind those of the first.
    /// - Parameters: what the columns' names begin with, to tell them apart.
    public static func joined(_ first: ClusterSums, as firstPrefix: String, _ second: ClusterSums, as secondPrefix: String) -> ClusterSums {
        var joined = ClusterSums()
        for (table, prefix) in [(first, firstPrefix), (second, secondPrefix)] {
            var renamed = table
            renamed.columns = table.columns.map { prefix + $0 }
            renamed.places = Dictionary(uniqueKeysWithValues: renamed.columns.enumerated().map { ($0.element, $0.offset) })
            joined.merge(renamed)
        }
        return joined
    }

    /// The same sums under other names; columns that get one name are added up.
    func renamed(_ name: (String) -> String) -> ClusterSums {
        var renamed = ClusterSums()
        let places = columns.map { renamed.column(name($0)) }
        for (key, row) in sortedRows {
            for (from, to) in places.enumerated() { renamed.add(values[row * stride + from], to: to, of: key) }
        }
        if isPooled { renamed.pool() }
        return renamed
    }

    /// Rows in the order of their keys, which equal sets of clusters have in common.
    var matrix: ClusterMatrix {
        let rows = sortedRows
        var packed: [Double] = []
        packed.reserveCapacity(rows.count * columns.count)
        for (_, row) in rows { packed.append(contentsOf: values[row * stride..<row * stride + columns.count]) }
        return ClusterMatrix(values: packed, count: rows.count, width: columns.count)
    }

    private var sortedRows: [(key: ClusterKey, row: Int)] { rows.map { ($0.key, $0.value) }.sorted { $0.key < $1.key } }

    private mutating func row(of cluster: ClusterKey) -> Int {
        if let latest, latest.key == cluster { return latest.row }
        let row = rowBySearch(of: cluster)
        latest = (cluster, row)
        return row
    }

    private mutating func rowBySearch(of cluster: ClusterKey) -> Int {
        let key = isPooled ? cluster.pooled : cluster
        if let row = rows[key] { return row }
        if !isPooled, rows.count == Self.mostClusters {
            pool()
            return rowBySearch(of: cluster)
        }
        let row = rows.count
        rows[key] = row
        values.append(contentsOf: repeatElement(0, count: stride))
        return row
    }

    private mutating func pool() {
        guard !isPooled else { return }
        let old = self
        rows = [:]
        values = []
        latest = nil
        isPooled = true
        for (key, row) in old.sortedRows {
            let target = rowBySearch(of: key) * stride
            for column in columns.indices { values[target + column] += old.values[row * stride + column] }
        }
    }

    private mutating func widen(to width: Int) {
        var wide = [Double](repeating: 0, count: rows.count * width)
        for row in 0..<rows.count {
            for column in 0..<stride { wide[row * width + column] = values[row * stride + column] }
        }
        values = wide
        stride = width
    }
}
