// SPDX-License-Identifier: Apache-2.0

/// What the elements of a column are.
enum ColumnType: Sendable {
    case number(any HDF5Number.Type)
    /// Codes of one byte and the names they index into; -1 stands for the name `none`.
    case names([String], allowsNone: Bool)
}

/// One column with its values, on its way into a file.
protocol UnpackedColumn: Sendable {
    var path: String { get }
    var type: ColumnType { get }
    /// Number of elements.
    var count: Int { get }
    var elementSize: Int { get }
    /// Fills the target, as long as a number of elements, from an element on; what lies behind the last one becomes zero.
    ///
    /// The first bytes of all elements come first, then the second ones, and so on: equal bytes stand together, and deflate well.
    func shuffle(from start: Int, into target: UnsafeMutableRawBufferPointer)
}

/// A column of one type of numbers.
struct ColumnValues<Element: HDF5Number>: UnpackedColumn {
    let path: String
    let type: ColumnType
    let values: [Element]

    init(_ values: [Element], path: String, type: ColumnType = .number(Element.self)) {
        self.values = values
        self.path = path
        self.type = type
    }

    var count: Int { values.count }
    var elementSize: Int { MemoryLayout<Element>.stride }

    func shuffle(from start: Int, into target: UnsafeMutableRawBufferPointer) {
        let length = target.count / elementSize
        let available = min(length, count - start)
        values.withUnsafeBytes { bytes in
            let source = UnsafeRawBufferPointer(rebasing: bytes[(start * elementSize)..<((start + available) * elementSize)])
            for place in 0..<elementSize {
                let plane = UnsafeMutableRawBufferPointer(rebasing: target[(place * length)..<((place + 1) * length)])
                var index = place
                for element in 0..<available {
                    plane[element] = source[index]
                    index += elementSize
                }
                for element in available..<length { plane[element] = 0 }
            }
        }
    }
}
