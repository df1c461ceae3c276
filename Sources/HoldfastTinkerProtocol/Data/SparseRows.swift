// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker {
    /// A matrix of which only some numbers are stored, row after row (CSR); the others are 0.
    public struct SparseRows: Hashable, Sendable {
        /// The stored numbers.
        public let values: TensorValues
        /// Where each row begins among the stored numbers, and where the last ends: one more than there are rows.
        public let rowStarts: [Int64]
        /// The column of each stored number, counted from 0.
        public let columns: [Int64]

        /// Rows that fit a matrix of `shape`.
        ///
        /// - Throws: a `HoldfastError` with code `format` where they do not.
        public init(values: TensorValues, rowStarts: [Int64], columns: [Int64], shape: [Int]) throws {
            guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else {
                throw HoldfastError(.format, "a sparse tensor has shape \(shape): only matrices are stored sparsely")
            }
            guard columns.count == values.count else {
                throw HoldfastError(.format, "a sparse tensor has \(values.count) values and \(columns.count) columns for them")
            }
            guard rowStarts.count - 1 == shape[0], rowStarts.first == 0, rowStarts.last == Int64(values.count) else {
                throw HoldfastError(.format, "a sparse tensor of shape \(shape) and \(values.count) values has wrong row starts (\(rowStarts.count))")
            }
            guard zip(rowStarts, rowStarts.dropFirst()).allSatisfy(<=) else { throw HoldfastError(.format, "a sparse tensor's rows overlap") }
            if let column = columns.first(where: { $0 < 0 || $0 >= Int64(shape[1]) }) {
                throw HoldfastError(.format, "a sparse tensor of shape \(shape) has a value in column \(column)")
            }
            (self.values, self.rowStarts, self.columns) = (values, rowStarts, columns)
        }

        /// All numbers of the matrix with so many columns, row after row.
        func dense(columns width: Int) -> TensorValues {
            switch values {
            case .float32(let values): .float32(spread(values, width))
            case .int64(let values): .int64(spread(values, width))
            }
        }

        private func spread<Number: Numeric>(_ stored: [Number], _ width: Int) -> [Number] {
            var result = [Number](repeating: 0, count: (rowStarts.count - 1) * width)
            for row in 0..<rowStarts.count - 1 {
                for index in Int(rowStarts[row])..<Int(rowStarts[row + 1]) { result[row * width + Int(columns[index])] = stored[index] }
            }
            return result
        }
    }
}
