// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// The numbers of a tensor, in the two kinds that the protocol uses.
    public enum TensorValues: Hashable, Sendable {
        /// Single precision.
        case float32([Float])
        /// Whole numbers.
        case int64([Int64])

        /// How many there are.
        public var count: Int {
            switch self {
            case .float32(let values): values.count
            case .int64(let values): values.count
            }
        }

        /// The kind's name in JSON.
        public var typeName: String {
            switch self {
            case .float32: "float32"
            case .int64: "int64"
            }
        }

        /// The numbers in single precision, whatever their kind.
        public var floats: [Float] {
            switch self {
            case .float32(let values): values
            case .int64(let values): values.map(Float.init)
            }
        }

        /// The whole numbers; nil where the kind is another.
        public var integers: [Int64]? {
            if case .int64(let values) = self { values } else { nil }
        }

        func slice(_ range: Range<Int>) -> TensorValues {
            switch self {
            case .float32(let values): .float32(Array(values[range]))
            case .int64(let values): .int64(Array(values[range]))
            }
        }

        var littleEndianBytes: [UInt8] {
            switch self {
            case .float32(let values): values.littleEndianBytes
            case .int64(let values): values.littleEndianBytes
            }
        }

        var elementType: ElementType {
            switch self {
            case .float32: .float32
            case .int64: .int64
            }
        }
    }

    /// The kinds of numbers in protobuf. The two short ones are read into their wider kin and never written.
    enum ElementType: Int, Hashable, Sendable {
        case float32 = 1
        case int64, int32, bfloat16

        var width: Int {
            switch self {
            case .float32, .int32: 4
            case .int64: 8
            case .bfloat16: 2
            }
        }

        /// Nil where the bytes do not come out even.
        func values(_ bytes: ArraySlice<UInt8>) -> TensorValues? {
            switch self {
            case .float32: [Float](littleEndian: bytes).map(TensorValues.float32)
            case .int64: [Int64](littleEndian: bytes).map(TensorValues.int64)
            case .int32: [Int32](littleEndian: bytes).map { .int64($0.map(Int64.init)) }
            case .bfloat16: [UInt16](littleEndian: bytes).map { .float32($0.map { Float(bitPattern: UInt32($0) << 16) }) }
            }
        }
    }
}

extension ProtobufReader {
    /// The kind of numbers in an enum field.
    mutating func elementType(_ field: Field) throws -> Tinker.ElementType {
        let number = try integer(field)
        guard let type = Tinker.ElementType(rawValue: number) else {
            throw problem("element type \(number) is not known: float32 is 1, int64 2", at: field.offset)
        }
        return type
    }
}
