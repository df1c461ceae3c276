// SPDX-License-Identifier: Apache-2.0
import CHDF5
import HoldfastCore

/// What an attribute of a group can be.
enum HDF5AttributeValue: Sendable, Hashable {
    case integer(Int)
    case unsigned(UInt64)
    case number(Double)
    /// Of any length, without a zero byte.
    case text(String)
}

extension HDF5DiskFile {
    /// Gives the group or dataset of a name an attribute.
    func setAttribute(_ name: String, of object: String, to value: HDF5AttributeValue, in session: borrowing HDF5Session) throws {
        let owner = try HDF5Handle(H5Oopen(try file, object, chdf5_default()), doing: "opening \(object) of \(path)", close: H5Oclose)
        try set(name, of: owner, to: value)
    }

    /// Gives the group or dataset of a name several attributes.
    func setAttributes(_ values: [(name: String, value: HDF5AttributeValue)], of object: String, in session: borrowing HDF5Session) throws {
        let owner = try HDF5Handle(H5Oopen(try file, object, chdf5_default()), doing: "opening \(object) of \(path)", close: H5Oclose)
        for (name, value) in values { try set(name, of: owner, to: value) }
    }

    private func set(_ name: String, of owner: borrowing HDF5Handle, to value: HDF5AttributeValue) throws {
        switch value {
        case .integer(var number): try set(name, of: owner, type: chdf5_int64()) { H5Awrite($0, chdf5_int64(), &number) }
        case .unsigned(var number): try set(name, of: owner, type: chdf5_uint64()) { H5Awrite($0, chdf5_uint64(), &number) }
        case .number(var number): try set(name, of: owner, type: chdf5_float64()) { H5Awrite($0, chdf5_float64(), &number) }
        case .text(let text):
            let type = try HDF5TextType()
            let id = type.id
            try HDF5TextType.withPointers(to: [text], place: "attribute \(name)") { pointers in
                try set(name, of: owner, type: id) { H5Awrite($0, id, pointers) }
            }
        }
    }

    private func set(_ name: String, of owner: borrowing HDF5Handle, type: hid_t, write: (hid_t) -> herr_t) throws {
        let space = try HDF5Handle(H5Screate(H5S_SCALAR), doing: "shaping attribute \(name)", close: H5Sclose)
        let id = H5Acreate2(owner.id, name, type, space.id, chdf5_default(), chdf5_default())
        let attribute = try HDF5Handle(id, doing: "creating attribute \(name)", close: H5Aclose)
        try HDF5Failure.check(write(attribute.id), doing: "writing attribute \(name)")
    }
}
