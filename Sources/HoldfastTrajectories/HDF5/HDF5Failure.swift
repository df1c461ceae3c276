// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// What libhdf5 says about a call that failed: its whole error stack, the cause first.
///
/// It is the `cause` of the `HoldfastError` that is thrown.
struct HDF5Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One level of the library's calls, the innermost first.
    struct Entry: Hashable, Sendable {
        /// The part of the library, such as `Dataset` or `Links`.
        var major: String
        /// The kind of failure, such as `Object already exists`; the two are the library's code of the error.
        var minor: String
        /// What happened, in the library's words.
        var text: String
        /// The C function that failed.
        var function: String
    }

    private(set) var entries: [Entry] = []

    /// The last call's error stack, which the next call of the library clears.
    static func last() -> HDF5Failure {
        var error = HDF5Failure()
        _ = withUnsafeMutablePointer(to: &error) { pointer in
            H5Ewalk2(
                chdf5_error_stack(), H5E_WALK_UPWARD,
                { _, entry, context in
                    guard let entry, let error = context?.assumingMemoryBound(to: HDF5Failure.self) else { return 0 }
                    error.pointee.entries.append(Entry(entry.pointee))
                    return 0
                }, pointer)
        }
        return error
    }

    /// The cause, and through which parts of the library it came up.
    var description: String {
        guard let first = entries.first else { return "the library gives no reason" }
        let way = entries.dropFirst().map { "\($0.major): \($0.minor)" }.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
        return "\(first.major): \(first.minor), \(first.text)" + (way.isEmpty ? "" : "; from there \(way.joined(separator: ", "))")
    }

    /// The error of a call that failed.
    static func current(doing action: String) -> HoldfastError { HoldfastError(.store, "HDF5 failed at \(action)", cause: last()) }

    /// Throws when a call returned a negative status.
    static func check(_ status: some SignedInteger, doing action: @autoclosure () -> String) throws {
        guard status >= 0 else { throw current(doing: action()) }
    }
}

extension HDF5Failure.Entry {
    fileprivate init(_ entry: H5E_error2_t) {
        self.init(
            major: Self.message(entry.maj_num), minor: Self.message(entry.min_num), text: entry.desc.map { String(cString: $0) } ?? "",
            function: entry.func_name.map { String(cString: $0) } ?? "")
    }

    /// The library's name of a code.
    private static func message(_ code: hid_t) -> String {
        var bytes = [UInt8](repeating: 0, count: 128)
        let length = bytes.withUnsafeMutableBytes { H5Eget_msg(code, nil, $0.baseAddress, $0.count) }
        return length < 0 ? "unknown" : String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
