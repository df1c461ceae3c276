// SPDX-License-Identifier: Apache-2.0

/// A value with a closed list of names, stored as an HDF5 enum.
typealias NamedChoice = CaseIterable & Hashable & RawRepresentable<String>

/// One table of a shard, being written or being read.
///
/// The layout of each table is stated once, as a list of columns (`exchange(with:)` of the types beside this file); writing,
/// reading and listing are conformances to this protocol. All columns of a table have one row count.
protocol ColumnTable {
    /// The schema version of the shard; tables ask it before they touch columns that older shards have not.
    var version: Int { get }
    /// A plain column of numbers.
    mutating func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) throws
    /// Numbers that may be absent: NaN in the column, 0 in a second column `<name>_valid`.
    mutating func optionalNumbers(_ name: String, _ values: inout [Double?]) throws
    /// True and false, as 1 and 0.
    mutating func flags(_ name: String, _ values: inout [Bool]) throws
    /// Named values.
    mutating func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) throws
    /// Named values that may be absent, under the name `none`.
    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws
    /// Texts: `<name>/bytes` (UTF-8) and `<name>/offsets`.
    mutating func texts(_ name: String, _ values: inout [String]) throws
    /// Texts of which many are equal: `<name>/code` per row, and the distinct ones in `<name>/bytes` and `<name>/offsets`.
    mutating func labels(_ name: String, _ values: inout [String]) throws
    /// Labels that may be absent, with code -1.
    mutating func optionalLabels(_ name: String, _ values: inout [String?]) throws
    /// Where the rows of a table below begin: one entry more than there are rows, from 0, never falling.
    mutating func offsets(_ name: String, _ values: inout [Int]) throws
}

/// The columns of one table, held in memory.
protocol Columns: Sendable {
    /// The group of the file in which the columns lie.
    static var group: String { get }
    /// Number of rows.
    var rows: Int { get }
    init()
    /// Passes every column to the table, which takes or fills it.
    mutating func exchange(with table: inout some ColumnTable) throws
}
