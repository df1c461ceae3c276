// SPDX-License-Identifier: Apache-2.0

/// A shared, read-only table of a domain with its rows.
public struct TableDefinition: Hashable, Sendable {
    /// The name that lookups refer to it by; unique within the domain.
    public var name: String
    /// Column names; a column that is matched or returned is named like its attribute.
    public var columns: [String]
    /// Canonical values, one per column and row.
    public var rows: [[String]]
    /// Columns that lookups go by.
    public var indexed: [String]

    /// A table with its rows.
    public init(name: String, columns: [String], rows: [[String]], indexed: [String]) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.indexed = indexed
    }
}
