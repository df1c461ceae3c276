// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

extension HDF5File {
    /// Writes a column of named values as an HDF5 enum of one byte; `codes` index into `names`, -1 stands for the name `none`.
    func write(codes: [Int8], names: [String], allowsNone: Bool, to path: String) throws {
        let type = try HDF5Handle(H5Tenum_create(chdf5_int8()), doing: "making the names of \(path)", close: H5Tclose)
        var members = names.enumerated().map { ($0.element, Int8($0.offset)) }
        if allowsNone { members.append((Self.noneName, -1)) }
        for (name, code) in members {
            var code = code
            try HDF5Failure.check(H5Tenum_insert(type.id, name, &code), doing: "naming a value of \(path)")
        }
        try write(codes, to: path, type: type.id)
    }

    /// Reads a column of named values: its numbers, and the names that the file gave them.
    /// - Throws: `.format` when the column is no enum.
    func readCodes(_ path: String) throws -> (codes: [Int8], names: [Int8: String]) {
        let dataset = try openDataset(path)
        let type = try HDF5Handle(H5Dget_type(dataset.id), doing: "reading the type of \(path)", close: H5Tclose)
        guard H5Tget_class(type.id) == H5T_ENUM, H5Tget_size(type.id) == 1 else {
            throw HoldfastError(.format, "column \(path) is not an enum of one byte")
        }
        let names = try memberNames(of: type.id, path: path)
        return (try read(dataset, path: path, type: type.id), names)
    }

    private func memberNames(of type: hid_t, path: String) throws -> [Int8: String] {
        var names: [Int8: String] = [:]
        let count = H5Tget_nmembers(type)
        try HDF5Failure.check(count, doing: "reading the names of \(path)")
        for index in 0..<UInt32(count) {
            var code: Int8 = 0
            try HDF5Failure.check(H5Tget_member_value(type, index, &code), doing: "reading the names of \(path)")
            guard let name = H5Tget_member_name(type, index) else { throw HDF5Failure.current(doing: "reading the names of \(path)") }
            names[code] = String(cString: name)
            H5free_memory(name)
        }
        return names
    }

    /// The name that stands for an absent value; no enum of the domain uses it.
    static var noneName: String { "none" }
}
