// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// A tensor of a datum: what a loss needs about each token, or says about it.
    public struct Tensor: Hashable, Sendable {
        /// How the numbers are stored.
        public enum Storage: Hashable, Sendable {
            /// All of them, the last dimension the fastest.
            case dense(TensorValues)
            /// Only those that are not 0.
            case sparse(SparseRows)
        }

        /// The most numbers that a sparse tensor spreads out to.
        public static let mostSpread = 1 << 26

        /// The sizes of the dimensions.
        public let shape: [Int]
        /// The numbers.
        public let storage: Storage

        /// A tensor with all its numbers; without a shape, or with an empty one, a list.
        ///
        /// - Throws: a `HoldfastError` with code `format` where the shape has another number of places.
        public init(_ values: TensorValues, shape: [Int]? = nil) throws {
            let sizes = shape.flatMap { $0.isEmpty ? nil : $0 } ?? [values.count]
            guard Self.product(sizes) == values.count else {
                throw HoldfastError(.format, "a tensor of \(values.count) numbers has shape \(sizes.prefix(8))")
            }
            self.shape = sizes
            storage = .dense(values)
        }

        /// A list of numbers of single precision.
        public init(_ values: [Float]) { (shape, storage) = ([values.count], .dense(.float32(values))) }

        /// A list of whole numbers.
        public init(_ values: [Int64]) { (shape, storage) = ([values.count], .dense(.int64(values))) }

        /// A matrix of which only some numbers are stored.
        ///
        /// - Throws: a `HoldfastError` with code `format` where they do not fit the shape.
        public init(sparse values: TensorValues, rowStarts: [Int64], columns: [Int64], shape: [Int]) throws {
            storage = .sparse(try SparseRows(values: values, rowStarts: rowStarts, columns: columns, shape: shape))
            self.shape = shape
        }

        /// All numbers, the last dimension the fastest.
        ///
        /// - Throws: a `HoldfastError` with code `capacity` where a sparse tensor has more than `mostSpread` places.
        public func values() throws -> TensorValues {
            switch storage {
            case .dense(let values): return values
            case .sparse(let rows):
                guard let count = Self.product(shape), count <= Self.mostSpread else {
                    throw HoldfastError(.capacity, "a sparse tensor of shape \(shape) has too many places: \(Self.mostSpread) is the limit")
                }
                return rows.dense(columns: shape[1])
            }
        }

        /// Nil where a size is negative or the product has no place in an integer.
        static func product(_ sizes: [Int]) -> Int? {
            var result = 1
            for size in sizes {
                let (value, overflow) = result.multipliedReportingOverflow(by: size)
                guard size >= 0, !overflow else { return nil }
                result = value
            }
            return result
        }
    }
}

extension Tinker.Tensor: Codable {
    private enum CodingKeys: String, CodingKey { case data, dtype, shape }

    /// Reads the JSON form. Without a kind, `dtype`, numbers are of single precision.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let type = try fields.value(.dtype, or: "float32")
        let values: Tinker.TensorValues
        switch type {
        case "float32": values = .float32(try fields.floats(.data))
        case "int64": values = .int64(try fields.decode([Int64].self, forKey: .data))
        default:
            let words = "the element type \(type.debugDescription) is not known: write float32 or int64"
            throw DecodingError.dataCorruptedError(forKey: .dtype, in: fields, debugDescription: words)
        }
        try self.init(values, shape: fields.decodeIfPresent([Int].self, forKey: .shape))
    }

    /// Writes the JSON form, which stores all numbers.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        let values = try values()
        switch values {
        case .float32(let values): try fields.encode(floats: values, forKey: .data)
        case .int64(let values): try fields.encode(values, forKey: .data)
        }
        try fields.encode(values.typeName, forKey: .dtype)
        try fields.encode(shape, forKey: .shape)
    }
}
