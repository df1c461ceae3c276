// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// Attributes of the root group: short scalars only, as long ones cannot be stored as such.
extension HDF5File {
    /// Longest text of an attribute, in bytes.
    static var longestAttribute: Int { 4_096 }

    func setAttribute(_ name: String, to value: Int) throws {
        var value = value
        try setAttribute(name, type: chdf5_int64()) { H5Awrite($0, chdf5_int64(), &value) }
    }

    func setAttribute(_ name: String, to value: String) throws {
        let bytes = Array(value.utf8)
        guard bytes.count <= Self.longestAttribute, !bytes.contains(0) else {
            throw HoldfastError(.store, "attribute \(name) must be at most \(Self.longestAttribute) bytes without a zero byte")
        }
        let type = try textType(size: max(1, bytes.count))
        try setAttribute(name, type: type.id) { id in
            (bytes.isEmpty ? [0] : bytes).withUnsafeBytes { H5Awrite(id, type.id, $0.baseAddress) }
        }
    }

    private func setAttribute(_ name: String, type: hid_t, write: (hid_t) -> herr_t) throws {
        guard !name.isEmpty, name.utf8.count <= FormatReader.longestName, !name.utf8.contains(0) else {
            throw HoldfastError(.store, "the name of an attribute must have 1 to \(FormatReader.longestName) bytes and no zero byte: \(name)")
        }
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), doing: "shaping attribute \(name)", close: H5Sclose)
        let id = H5Acreate2(handle.id, name, type, space.id, chdf5_default(), chdf5_default())
        let attribute = try HDF5Handle(id, doing: "creating attribute \(name)", close: H5Aclose)
        try HDF5Failure.check(write(attribute.id), doing: "writing attribute \(name)")
    }

    private func textType(size: Int) throws -> HDF5Handle {
        let type = try HDF5Handle(H5Tcopy(chdf5_c_string()), doing: "making a text type", close: H5Tclose)
        try HDF5Failure.check(H5Tset_size(type.id, size), doing: "making a text type")
        try HDF5Failure.check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), doing: "making a text type")
        try HDF5Failure.check(H5Tset_cset(type.id, H5T_CSET_UTF8), doing: "making a text type")
        return type
    }
}
