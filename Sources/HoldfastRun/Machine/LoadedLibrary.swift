// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A C library that this process has loaded, asked for its own version.
///
/// Looked up by name at run time, so that the library itself stays behind the target that wraps it.
struct LoadedLibrary: Sendable, Hashable {
    var name: String
    /// Nil where it is not loaded.
    var version: String?

    /// All that a run uses.
    static var used: [LoadedLibrary] { [LoadedLibrary(name: "hdf5", version: hdf5)] }

    private static var hdf5: String? {
        typealias Call = @convention(c) (UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UInt32>) -> Int32
        guard let call = symbol("H5get_libversion", as: Call.self) else { return nil }
        var parts: (UInt32, UInt32, UInt32) = (0, 0, 0)
        return call(&parts.0, &parts.1, &parts.2) < 0 ? nil : "\(parts.0).\(parts.1).\(parts.2)"
    }

    static func symbol<Call>(_ name: String, as type: Call.Type) -> Call? {
        guard let program = dlopen(nil, RTLD_NOW), let address = dlsym(program, name) else { return nil }
        return unsafeBitCast(address, to: type)
    }
}
