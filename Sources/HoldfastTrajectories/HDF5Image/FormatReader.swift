// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Reads fields of an HDF5 file one after the other, and nothing beyond the part of it that it was given.
///
/// Every method throws `.format` where the part ends before the field does. Numbers are little-endian, as all are in the format.
struct FormatReader {
    private var rest: ArraySlice<UInt8>
    private let what: String
    /// Longest name of a member or a value, in bytes.
    static let longestName = 255

    /// - Parameter what: what errors call the part.
    init(_ part: ArraySlice<UInt8>, of what: String) {
        rest = part
        self.what = what
    }

    var count: Int { rest.count }

    mutating func bytes(_ count: Int) throws -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw damage("ends early") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) throws { _ = try bytes(count) }

    /// A number of 1, 2 or 4 bytes.
    mutating func number(_ size: Int) throws -> Int { Int(try word(size)) }

    /// A length of 8 bytes.
    mutating func length() throws -> Int {
        guard let length = Int(exactly: try word(8)) else { throw damage("states a length beyond all files") }
        return length
    }

    /// A place in the file; nil for the one that stands for nothing.
    mutating func address() throws -> Int? {
        let address = try word(8)
        guard address != .max else { return nil }
        guard let place = Int(exactly: address) else { throw damage("points beyond all files") }
        return place
    }

    /// A text up to its zero byte.
    /// - Parameter padding: what the length with the zero byte is a multiple of.
    mutating func name(padding: Int = 1) throws -> String {
        guard let end = rest.prefix(Self.longestName + 1).firstIndex(of: 0) else { throw damage("has a name without an end") }
        let length = end - rest.startIndex
        guard let name = String(validating: rest.prefix(length), as: UTF8.self) else { throw damage("has a name that is not UTF-8") }
        try skip((length + padding) / padding * padding)
        return name
    }

    mutating func expect(_ signature: String) throws {
        guard try bytes(signature.utf8.count).elementsEqual(signature.utf8) else { throw damage("does not begin with \(signature)") }
    }

    func damage(_ problem: String) -> HoldfastError { HoldfastError(.format, "the file is damaged: \(what) \(problem)") }

    private mutating func word(_ size: Int) throws -> UInt64 {
        try bytes(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// The bytes from a place of the file on.
    /// - Throws: `.format` where there are not as many.
    func part(at address: Int, count: Int? = nil, of what: String) throws -> ArraySlice<UInt8> {
        guard address >= 0, address <= self.count, count ?? 0 >= 0, count ?? 0 <= self.count - address else {
            throw HoldfastError(.format, "the file is damaged: \(what) lies outside of it")
        }
        return self[address..<(count.map { address + $0 } ?? self.count)]
    }
}
