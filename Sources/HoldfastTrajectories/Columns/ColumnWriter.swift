// SPDX-License-Identifier: Apache-2.0

/// Writes the columns of one table into a group of a file.
struct ColumnWriter: ColumnTable {
    let file: HDF5File
    let group: String
    var version = ShardSchema.version

    mutating func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) throws {
        try file.write(values, to: "\(group)/\(name)")
    }

    mutating func optionalNumbers(_ name: String, _ values: inout [Double?]) throws {
        try file.write(values.map { $0 ?? .nan }, to: "\(group)/\(name)")
        try file.write(values.map { $0 == nil ? UInt8(0) : 1 }, to: "\(group)/\(name)_valid")
    }

    mutating func flags(_ name: String, _ values: inout [Bool]) throws {
        try file.write(values.map { $0 ? UInt8(1) : 0 }, to: "\(group)/\(name)")
    }

    mutating func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) throws {
        try writeChoices(values, allowsNone: false, to: name)
    }

    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws {
        try writeChoices(values, allowsNone: true, to: name)
    }

    mutating func texts(_ name: String, _ values: inout [String]) throws {
        var bytes: [UInt8] = []
        var offsets = [0]
        offsets.reserveCapacity(values.count + 1)
        for value in values {
            bytes.append(contentsOf: value.utf8)
            offsets.append(bytes.count)
        }
        try file.write(bytes, to: "\(group)/\(name)/bytes")
        try file.write(offsets, to: "\(group)/\(name)/offsets")
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
        try file.write(column, to: "\(group)/\(name)/code")
        try texts(name, &distinct)
    }

    mutating func offsets(_ name: String, _ values: inout [Int]) throws {
        try file.write(values, to: "\(group)/\(name)")
    }

    private func writeChoices<Choice: NamedChoice>(_ values: [Choice?], allowsNone: Bool, to name: String) throws {
        let codes = Dictionary(uniqueKeysWithValues: Choice.allCases.enumerated().map { ($0.element, Int8($0.offset)) })
        try file.write(
            codes: values.map { $0.flatMap { codes[$0] } ?? -1 }, names: Choice.allCases.map(\.rawValue), allowsNone: allowsNone,
            to: "\(group)/\(name)")
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
