// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// The type of UTF-8 strings of any length.
struct HDF5TextType: ~Copyable {
    private let handle: HDF5Handle
    var id: hid_t { handle.id }

    init() throws {
        let type = try HDF5Handle(H5Tcopy(chdf5_c_string()), doing: "making a text type", close: H5Tclose)
        try HDF5Failure.check(H5Tset_size(type.id, chdf5_variable_length()), doing: "making a text type")
        try HDF5Failure.check(H5Tset_cset(type.id, H5T_CSET_UTF8), doing: "making a text type")
        handle = type
    }

    /// Runs the body with what the library reads such strings from: a pointer to a C string for each.
    /// - Throws: `.store` where one holds a zero byte.
    static func withPointers<Result>(
        to texts: [String], place: @autoclosure () -> String, _ body: (UnsafeRawPointer?) throws -> Result
    ) throws -> Result {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            guard !text.utf8.contains(0) else { throw HoldfastError(.store, "a text for \(place()) holds a zero byte") }
            starts.append(bytes.count)
            bytes += text.utf8.lazy.map { CChar(bitPattern: $0) }
            bytes.append(0)
        }
        return try bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
            return try pointers.withUnsafeBytes { try body($0.baseAddress) }
        }
    }
}
