// SPDX-License-Identifier: Apache-2.0
import CHDF5

/// A number that a dataset can hold, with its type in the file.
protocol HDF5Number: BitwiseCopyable, Sendable {
    static var fileType: hid_t { get }
    /// The bytes that describe the type in the file.
    static var datatype: [UInt8] { get }
}

extension HDF5Number where Self: FixedWidthInteger {
    /// Class, byte order and sign, size; then where the bits begin and how many there are.
    static var datatype: [UInt8] {
        [0x10, isSigned ? 8 : 0, 0, 0, UInt8(bitWidth / 8), 0, 0, 0, 0, 0, UInt8(bitWidth), 0]
    }
}

extension HDF5Number where Self: BinaryFloatingPoint {
    /// Class, byte order and place of the sign, size; bits, places and sizes of exponent and mantissa, bias.
    static var datatype: [UInt8] {
        let bits = UInt8(MemoryLayout<Self>.size * 8)
        let (exponent, mantissa) = (UInt8(exponentBitCount), UInt8(significandBitCount))
        let bias = 1 << (exponentBitCount - 1) - 1
        return [
            0x11, 0x20, bits - 1, 0, bits / 8, 0, 0, 0, 0, 0, bits, 0, mantissa, exponent, 0, mantissa, UInt8(bias & 255), UInt8(bias >> 8), 0, 0,
        ]
    }
}

extension UInt8: HDF5Number { static var fileType: hid_t { chdf5_uint8() } }
extension Int8: HDF5Number { static var fileType: hid_t { chdf5_int8() } }
extension Int32: HDF5Number { static var fileType: hid_t { chdf5_int32() } }
extension Int: HDF5Number { static var fileType: hid_t { chdf5_int64() } }
extension UInt64: HDF5Number { static var fileType: hid_t { chdf5_uint64() } }
extension Float: HDF5Number { static var fileType: hid_t { chdf5_float32() } }
extension Double: HDF5Number { static var fileType: hid_t { chdf5_float64() } }
