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
        writeChoices(values, allowsNone: false, to: name)
    }

    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws {
        writeChoices(values, allowsNone: true, to: name)
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
        var optional: [String?] = values
        try optionalLabels(name, &optional)
    }

    mutating func optionalLabels(_ name: String, _ values: inout [String?]) throws {
        var codes: [TextBytes: Int32] = [:]
        var distinct: [String] = []
        let column = values.map { value -> Int32 in
            guard let value else { return -1 }
            let key = TextBytes(text: value)
            if let code = codes[key] { return code }
            let code = Int32(distinct.count)
            codes[key] = code
            distinct.append(value)
            return code
        }
        write(column, to: "\(group)/\(name)/code")
        try texts(name, &distinct)
    }

    mutating func offsets(_ name: String, _ values: inout [Int]) throws {
        write(values, to: "\(group)/\(name)")
    }

    private func writeChoices<Choice: NamedChoice>(_ values: [Choice?], allowsNone: Bool, to name: String) {
        let codes = Dictionary(uniqueKeysWithValues: Choice.allCases.enumerated().map { ($0.element, Int8($0.offset)) })
        write(
            values.map { $0.flatMap { codes[$0] } ?? -1 }, to: "\(group)/\(name)",
            type: .names(Choice.allCases.map(\.rawValue), allowsNone: allowsNone))
    }
}

/// A text that is equal to no text but one of the same bytes: two that compare equal but are encoded differently must both come back as
/// they were.
private struct TextBytes: Hashable {
    var text: String

    static func == (left: TextBytes, right: TextBytes) -> Bool {
        var (first, second) = (left.text, right.text)
        return first.withUTF8 { first in second.withUTF8 { first.count == $0.count && first.elementsEqual($0) } }
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
