// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Reads the columns of one table from a group of a file, and holds them against each other.
///
/// Every method throws `.format` where a column is missing, has another type, or has not as many rows as its siblings.
struct ColumnReader: ColumnTable {
    let file: HDF5Image
    let group: String
    let version: Int
    private var rows: Int?

    /// - Parameter version: version of the layout; nil for the one that the file states.
    init(file: HDF5Image, group: String, version: Int? = nil) throws {
        self.file = file
        self.group = group
        self.version = version ?? file.integerAttribute(ShardSchema.versionAttribute) ?? 0
    }

    mutating func numbers<Element: HDF5Number>(_ name: String, _ values: inout [Element]) throws {
        values = try file.read("\(group)/\(name)")
        try expect(values.count, in: name)
    }

    mutating func optionalNumbers(_ name: String, _ values: inout [Double?]) throws {
        var plain: [Double] = []
        var valid: [Bool] = []
        try numbers(name, &plain)
        try flags("\(name)_valid", &valid)
        values = zip(plain, valid).map { $1 ? $0 : nil }
    }

    mutating func flags(_ name: String, _ values: inout [Bool]) throws {
        var bytes: [UInt8] = []
        try numbers(name, &bytes)
        guard bytes.allSatisfy({ $0 <= 1 }) else { throw HoldfastError(.format, "column \(group)/\(name) holds more than 0 and 1") }
        values = bytes.map { $0 == 1 }
    }

    mutating func choices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice]) throws {
        let optional: [Choice?] = try readChoices(name)
        values = try optional.map { choice in
            guard let choice else { throw HoldfastError(.format, "column \(group)/\(name) lacks a value") }
            return choice
        }
    }

    mutating func optionalChoices<Choice: NamedChoice>(_ name: String, _ values: inout [Choice?]) throws {
        values = try readChoices(name)
    }

    mutating func texts(_ name: String, _ values: inout [String]) throws {
        values = try readTexts(name)
        try expect(values.count, in: name)
    }

    mutating func labels(_ name: String, _ values: inout [String]) throws {
        var optional: [String?] = []
        try optionalLabels(name, &optional)
        values = try optional.map { label in
            guard let label else { throw HoldfastError(.format, "column \(group)/\(name) lacks a value") }
            return label
        }
    }

    mutating func optionalLabels(_ name: String, _ values: inout [String?]) throws {
        let distinct = try readTexts(name)
        var codes: [Int32] = []
        try numbers("\(name)/code", &codes)
        values = try codes.map { code in
            guard code >= -1, code < distinct.count else {
                throw HoldfastError(.format, "column \(group)/\(name) refers to text \(code) of \(distinct.count)")
            }
            return code < 0 ? nil : distinct[Int(code)]
        }
    }

    mutating func offsets(_ name: String, _ values: inout [Int]) throws {
        values = try file.read("\(group)/\(name)")
        try Self.checkRising(values, in: "\(group)/\(name)")
        try expect(values.count - 1, in: name)
    }

    private mutating func expect(_ count: Int, in name: String) throws {
        guard rows == nil || rows == count else {
            throw HoldfastError(.format, "column \(group)/\(name) has \(count) rows where its siblings have \(rows ?? 0)")
        }
        rows = count
    }

    private mutating func readChoices<Choice: NamedChoice>(_ name: String) throws -> [Choice?] {
        let (codes, names) = try file.readCodes("\(group)/\(name)")
        try expect(codes.count, in: name)
        let choices = Dictionary(uniqueKeysWithValues: Choice.allCases.map { ($0.rawValue, $0) })
        // A table from numbers to values, because columns are long and names few.
        let table = (0...255).map { number in names[Int8(bitPattern: UInt8(number))].flatMap { choices[$0] } }
        return try codes.map { code in
            if let choice = table[Int(UInt8(bitPattern: code))] { return choice }
            guard let value = names[code] else { throw HoldfastError(.format, "column \(group)/\(name) holds \(code), which has no name") }
            if value == HDF5File.noneName { return nil }
            throw HoldfastError(.format, "column \(group)/\(name) holds the unknown value \(value); a newer Holdfast may read it")
        }
    }

    private func readTexts(_ name: String) throws -> [String] {
        let bytes: [UInt8] = try file.read("\(group)/\(name)/bytes")
        let offsets: [Int] = try file.read("\(group)/\(name)/offsets")
        try Self.checkRising(offsets, in: "\(group)/\(name)/offsets")
        guard offsets.last == bytes.count else {
            throw HoldfastError(.format, "the offsets of \(group)/\(name) end at \(offsets.last ?? 0) but there are \(bytes.count) bytes")
        }
        return try zip(offsets, offsets.dropFirst()).map { start, end in
            guard let text = String(validating: bytes[start..<end], as: UTF8.self) else {
                throw HoldfastError(.format, "column \(group)/\(name) holds bytes that are not UTF-8")
            }
            return text
        }
    }

    private static func checkRising(_ offsets: [Int], in path: String) throws {
        guard offsets.first == 0, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 }) else {
            throw HoldfastError(.format, "the offsets \(path) must start at 0 and never fall")
        }
    }
}
