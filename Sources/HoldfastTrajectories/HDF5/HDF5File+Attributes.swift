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

    /// The number of an attribute, or nil where there is none of this name and type.
    func integerAttribute(_ name: String) throws -> Int? {
        guard H5Aexists(handle.id, name) > 0 else { return nil }
        let attribute = try openAttribute(name)
        let type = try HDF5Handle(H5Aget_type(attribute.id), doing: "reading attribute \(name)", close: H5Tclose)
        guard H5Tequal(type.id, chdf5_int64()) > 0, try isScalar(attribute.id, name: name) else { return nil }
        var value = 0
        try HDF5Failure.check(H5Aread(attribute.id, type.id, &value), doing: "reading attribute \(name)")
        return value
    }

    /// The text of an attribute, or nil where there is none of this name and type.
    func textAttribute(_ name: String) throws -> String? {
        guard H5Aexists(handle.id, name) > 0 else { return nil }
        let attribute = try openAttribute(name)
        let type = try HDF5Handle(H5Aget_type(attribute.id), doing: "reading attribute \(name)", close: H5Tclose)
        let size = H5Tget_size(type.id)
        guard H5Tget_class(type.id) == H5T_STRING, H5Tis_variable_str(type.id) == 0, size <= Self.longestAttribute,
            try isScalar(attribute.id, name: name)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: size)
        try HDF5Failure.check(H5Aread(attribute.id, type.id, &bytes), doing: "reading attribute \(name)")
        return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// The names of all attributes.
    func attributeNames() throws -> [String] {
        let count = chdf5_attribute_count(handle.id)
        try HDF5Failure.check(count, doing: "counting the attributes")
        return try (0..<hsize_t(count)).map { index in
            var name = [CChar](repeating: 0, count: 257)
            let length = H5Aget_name_by_idx(
                handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &name, name.count, chdf5_default())
            try HDF5Failure.check(length, doing: "reading the attributes' names")
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    private func setAttribute(_ name: String, type: hid_t, write: (hid_t) -> herr_t) throws {
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), doing: "shaping attribute \(name)", close: H5Sclose)
        let id = H5Acreate2(handle.id, name, type, space.id, chdf5_default(), chdf5_default())
        let attribute = try HDF5Handle(id, doing: "creating attribute \(name)", close: H5Aclose)
        try HDF5Failure.check(write(attribute.id), doing: "writing attribute \(name)")
    }

    private func openAttribute(_ name: String) throws -> HDF5Handle {
        try HDF5Handle(H5Aopen(handle.id, name, chdf5_default()), doing: "opening attribute \(name)", close: H5Aclose)
    }

    private func isScalar(_ attribute: hid_t, name: String) throws -> Bool {
        let space = try HDF5Handle(H5Aget_space(attribute), doing: "reading attribute \(name)", close: H5Sclose)
        return H5Sget_simple_extent_npoints(space.id) == 1
    }

    private func textType(size: Int) throws -> HDF5Handle {
        let type = try HDF5Handle(H5Tcopy(chdf5_c_string()), doing: "making a text type", close: H5Tclose)
        try HDF5Failure.check(H5Tset_size(type.id, size), doing: "making a text type")
        try HDF5Failure.check(H5Tset_strpad(type.id, H5T_STR_NULLPAD), doing: "making a text type")
        try HDF5Failure.check(H5Tset_cset(type.id, H5T_CSET_UTF8), doing: "making a text type")
        return type
    }
}
