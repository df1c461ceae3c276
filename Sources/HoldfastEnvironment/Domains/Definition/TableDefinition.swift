// SPDX-License-Identifier: Apache-2.0

/// A shared, read-only table of a domain with its rows.
public struct TableDefinition: Hashable, Sendable {
    public var name: String
    /// Column names; a column that is matched or returned is named like its attribute.
    public var columns: [String]
    public var rows: [[String]]
    /// Columns that lookups go by.
    public var indexed: [String]

    public init(name: String, columns: [String], rows: [[String]], indexed: [String]) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.indexed = indexed
    }
}
