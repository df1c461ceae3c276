// SPDX-License-Identifier: Apache-2.0

@testable import HoldfastTrajectories

/// Lists columns instead of moving them.
struct ColumnListing: ColumnTable {
    let group: String
    var version = ShardSchema.version
    let add: (String) -> Void

    func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) {
        let kinds = ["UInt8": "uint8", "Int": "int64", "Int32": "int32", "UInt64": "uint64", "Float": "float32", "Double": "float64"]
        add("\(group)/\(name) \(kinds["\(Element.self)"] ?? "?")")
    }
    func optionalNumbers(_ name: String, _ values: inout [Double?]) { add("\(group)/\(name) float64?") }
    func flags(_ name: String, _ values: inout [Bool]) { add("\(group)/\(name) flag") }
    func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) { add("\(group)/\(name) enum") }
    func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) { add("\(group)/\(name) enum?") }
    func texts(_ name: String, _ values: inout [String]) { add("\(group)/\(name) text") }
    func labels(_ name: String, _ values: inout [String]) { add("\(group)/\(name) label") }
    func optionalLabels(_ name: String, _ values: inout [String?]) { add("\(group)/\(name) label?") }
    func offsets(_ name: String, _ values: inout [Int]) { add("\(group)/\(name) offsets") }
}

extension ShardColumns {
    /// Path and kind of every column that a version has, sorted.
    static func listing(version: Int) throws -> [String] {
        var columns = ShardColumns()
        var listing: [String] = []
        try columns.exchange { group in ColumnListing(group: group, version: version) { listing.append($0) } }
        return listing.sorted()
    }
}
