// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// What is written comes back, whatever the numbers, the lengths and the number of threads.
@Suite struct HDF5ImageTests {
    private struct Random {
        var stream: RandomStream

        mutating func below(_ count: Int) -> Int { Int(stream.next() % UInt64(count)) }

        /// Lengths at which something changes: none, one, and around chunks and nodes of the index.
        mutating func length() -> Int { [0, 1, 2, 7, 100, 65_535, 65_536, 65_537, 131_072, 300_000][below(below(8) == 0 ? 10 : 5)] }

        /// Numbers of few values, of all values, or rising: what deflates well, not at all, and after shuffling.
        mutating func numbers<Element: HDF5Number>(_ type: Element.Type) -> [Element] {
            let (kind, count) = (below(3), length())
            return (0..<count).map { index in
                var bits = kind == 0 ? UInt64(below(3)) : kind == 1 ? stream.next() : UInt64(index)
                return withUnsafeBytes(of: &bits) { $0.loadUnaligned(as: Element.self) }
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `columns come back as they were written`(seed: UInt64) throws {
        var random = Random(stream: RandomKey(seed: seed, purpose: .selection).stream)
        var columns: [any UnpackedColumn] = []
        for number in 0..<24 {
            let path = "group\(random.below(5))/inner\(random.below(3))/column\(number)"
            switch random.below(7) {
            case 0: columns.append(ColumnValues(random.numbers(UInt8.self), path: path))
            case 1: columns.append(ColumnValues(random.numbers(Int8.self), path: path))
            case 2: columns.append(ColumnValues(random.numbers(Int32.self), path: path))
            case 3: columns.append(ColumnValues(random.numbers(Int.self), path: path))
            case 4: columns.append(ColumnValues(random.numbers(UInt64.self), path: path))
            case 5: columns.append(ColumnValues(random.numbers(Float.self), path: path))
            default: columns.append(ColumnValues(random.numbers(Double.self), path: path))
            }
        }
        let codes = (0..<random.length()).map { Int8($0 % 4) - 1 }
        let names = ["first", "ü", "a name that is longer than eight bytes"]
        columns.append(ColumnValues(codes, path: "names", type: .names(names, allowsNone: true)))
        let content = try Self.content(ColumnPacker.pack(columns, threads: 1))
        #expect(try Self.content(ColumnPacker.pack(columns, threads: 3)) == content, "seed \(seed): the bytes depend on the threads")
        let image = try HDF5Image(content)
        for column in columns { #expect(try column.isEqual(in: image), "seed \(seed), \(column.path), \(column.count) of \(column.type)") }
        #expect(try image.readCodes("names").names == [-1: "none", 0: names[0], 1: names[1], 2: names[2]])
        #expect(image.integerAttribute("number") == -7)
        #expect(image.textAttribute("text") == "Grüße 🚲")
        #expect(image.attributeNames == ["number", "text"])
    }

    @Test func `another type than the column's is refused`() throws {
        let image = try HDF5Image(try Self.content(ColumnPacker.pack([ColumnValues([1 as Int, 2], path: "a/b")])))
        #expect(throws: HoldfastError.self) { try image.read("a/b") as [UInt64] }
        #expect(throws: HoldfastError.self) { try image.read("a/b") as [Double] }
        #expect(throws: HoldfastError.self) { try image.read("a") as [Int] }
        #expect(throws: HoldfastError.self) { try image.readCodes("a/b") }
        let missing = #expect(throws: HoldfastError.self) { try image.read("a/c") as [Int] }
        #expect(missing?.message == "column a/c is missing; the file is not a complete trajectory shard")
    }

    @Test func `an error of the library names its cause and the way it took`() throws {
        let column = ColumnPacker.pack([ColumnValues([1 as Int], path: "a")])[0]
        let error = #expect(throws: HoldfastError.self) {
            try HDF5Session.run { session in
                let file = try HDF5File.create(in: session)
                try file.write(column)
                try file.write(column)
            }
        }
        let cause = try #require(error?.cause as? HDF5Failure)
        #expect(cause.entries.contains { $0.major == "Links" && $0.minor == "Object already exists" }, "\(cause)")
        #expect(cause.entries.last?.function == "H5Dcreate2")
        #expect(error?.description.hasPrefix("HDF5 failed at creating a (") == true, "\(String(describing: error))")
    }

    private static func content(_ columns: [PackedColumn]) throws -> [UInt8] {
        try HDF5Session.run { session in
            let file = try HDF5File.create(in: session)
            try file.setAttribute("number", to: -7)
            try file.setAttribute("text", to: "Grüße 🚲")
            for column in columns { try file.write(column) }
            return try file.image()
        }
    }
}

extension UnpackedColumn {
    /// Whether the image holds the same bytes under the column's path.
    func isEqual(in image: HDF5Image) throws -> Bool {
        guard let numbers = self as? any ComparableColumn else { return false }
        return try numbers.equals(in: image)
    }
}

private protocol ComparableColumn {
    func equals(in image: HDF5Image) throws -> Bool
}

extension ColumnValues: ComparableColumn {
    func equals(in image: HDF5Image) throws -> Bool {
        if case .names = type { return try image.readCodes(path).codes.elementsEqual(values.map { unsafeBitCast($0, to: Int8.self) }) }
        let read: [Element] = try image.read(path)
        // Bytes, for numbers that are not equal to themselves.
        return values.withUnsafeBytes { left in read.withUnsafeBytes { left.elementsEqual($0) } }
    }
}
