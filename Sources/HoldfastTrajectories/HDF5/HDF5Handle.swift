// SPDX-License-Identifier: Apache-2.0
import CHDF5

/// One identifier of the library, owned: it is closed exactly once, when the value goes away.
struct HDF5Handle: ~Copyable {
    let id: hid_t
    private let close: (hid_t) -> herr_t

    /// Takes ownership of what an opening or creating call returned.
    /// - Throws: the library's own account when the call failed.
    init(_ id: hid_t, doing action: String, close: @escaping (hid_t) -> herr_t) throws {
        guard id >= 0 else { throw HDF5Failure.current(doing: action) }
        self.id = id
        self.close = close
    }

    deinit {
        _ = close(id)
    }
}
