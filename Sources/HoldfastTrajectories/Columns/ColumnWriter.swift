// SPDX-License-Identifier: Apache-2.0

/// Gathers the columns of one table for a group of a file.
///
/// All columns of a file are packed together (`ColumnPacker`), and only then the library is asked to store them.
struct ColumnWriter: ColumnTable {
    /// The columns of all tables, in the order in which they came.
    final class Columns {
        fileprivate(set) var all: [any UnpackedColumn] = []
    }

    let columns: Columns
    let group: String
    var version = ShardSchema.version

    private func write(_ values: [some HDF5Number], to path: String, type: ColumnType? = nil) {
        columns.all.append(type.map { ColumnValues(values, path: path, type: $0) } ?? ColumnValues(values, path: path))
    }

    mutating func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) throws {
        write(values, to: "\(group)/\(name)")
    }

    mutating func optionalNumbers(_ name: String, _ values: inout [Double?]) throws {
        write(values.map { $0 ?? .nan }, to: "\(group)/\(name)")
        write(values.map { $0 == nil ? UInt8(0) : 1 }, to: "\(group)/\(name)_valid")
    }

    mutating func flags(_ name: String, _ values: inout [Bool]) throws {
        write(values.map { $0 ? UInt8(1) : 0 }, to: "\(group)/\(name)")
    }

    mutating func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) throws {
        let codes = Self.codes(of: Choice.self)
        writeCodes(values.map { codes[$0] ?? -1 }, of: Choice.self, allowsNone: false, to: name)
    }

    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws {
        let codes = Self.codes(of: Choice.self)
        writeCodes(values.map { $0.flatMap { codes[$0] } ?? -1 }, of: Choice.self, allowsNone: true, to: name)
    }

    mutating func texts(_ name: String, _ values: inout [String]) throws {
        var bytes: [UInt8] = []
        var offsets = [0]
        offsets.reserveCapacity(values.count + 1)
        for value in values {
            bytes.append(contentsOf: value.utf8)
            offsets.append(bytes.count)
        }
        write(bytes, to: "\(group)/\(name)/bytes")
        write(offsets, to: "\(group)/\(name)/offsets")
    }

    mutating func labels(_ name: String, _ values: inout [String]) throws {
        var distinct = DistinctTexts()
        writeLabels(values.map { distinct.code(of: $0) }, distinct, to: name)
    }

    mutating func optionalLabels(_ name: String, _ values: inout [String?]) throws {
        var distinct = DistinctTexts()
        writeLabels(values.map { $0.map { distinct.code(of: $0) } ?? -1 }, distinct, to: name)
    }

    private func writeLabels(_ codes: [Int32], _ distinct: DistinctTexts, to name: String) {
        write(codes, to: "\(group)/\(name)/code")
        write(distinct.bytes, to: "\(group)/\(name)/bytes")
        write(distinct.offsets, to: "\(group)/\(name)/offsets")
    }

    mutating func offsets(_ name: String, _ values: inout [Int]) throws {
        write(values, to: "\(group)/\(name)")
    }

    private static func codes<Choice: NamedChoice>(of type: Choice.Type) -> [Choice: Int8] {
        Dictionary(uniqueKeysWithValues: Choice.allCases.enumerated().map { ($0.element, Int8($0.offset)) })
    }

    private func writeCodes<Choice: NamedChoice>(_ codes: [Int8], of type: Choice.Type, allowsNone: Bool, to name: String) {
        write(codes, to: "\(group)/\(name)", type: .names(Choice.allCases.map(\.rawValue), allowsNone: allowsNone))
    }
}
