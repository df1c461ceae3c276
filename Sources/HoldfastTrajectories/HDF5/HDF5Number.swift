// SPDX-License-Identifier: Apache-2.0
import CHDF5

/// A number that a dataset can hold, with its type in the file.
protocol HDF5Number: BitwiseCopyable, Sendable {
    static var fileType: hid_t { get }
}

extension UInt8: HDF5Number { static var fileType: hid_t { chdf5_uint8() } }
extension Int8: HDF5Number { static var fileType: hid_t { chdf5_int8() } }
extension Int32: HDF5Number { static var fileType: hid_t { chdf5_int32() } }
extension Int: HDF5Number { static var fileType: hid_t { chdf5_int64() } }
extension UInt64: HDF5Number { static var fileType: hid_t { chdf5_uint64() } }
extension Float: HDF5Number { static var fileType: hid_t { chdf5_float32() } }
extension Double: HDF5Number { static var fileType: hid_t { chdf5_float64() } }
