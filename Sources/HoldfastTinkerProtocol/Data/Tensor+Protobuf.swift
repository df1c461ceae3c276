// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Tinker.Tensor: ProtobufMessage {
    /// `Tensor`.
    public static var protobufName: StaticString { "Tensor" }

    private struct Sparse {
        var values = ArraySlice<UInt8>()
        var rowStarts: [Int64] = []
        var columns: [Int64] = []

        init(from reader: inout ProtobufReader) throws {
            while let field = try reader.next() {
                switch field.number {
                case 1: values = try reader.bytes(field)
                case 2: rowStarts = try reader.packed(field, as: Int64.self)
                case 3: columns = try reader.packed(field, as: Int64.self)
                default: try reader.skip(field)
                }
            }
        }
    }

    /// Reads the protobuf form. Numbers of type int32 become int64, those of type bfloat16 float32.
    public init(from reader: inout ProtobufReader) throws {
        var dense: ArraySlice<UInt8>?
        var sparse: Sparse?
        var type: Tinker.ElementType?
        var shape: [Int] = []
        var place = 0
        while let field = try reader.next() {
            place = field.offset
            switch field.number {
            case 1: (dense, sparse) = (try reader.bytes(field), nil)
            case 2:
                var inner = try reader.message(field, "sparse_csr")
                (dense, sparse) = (nil, try Sparse(from: &inner))
            case 3: type = try reader.elementType(field)
            case 4: try reader.integers(field, into: &shape)
            default: try reader.skip(field)
            }
        }
        guard let type else { throw reader.problem("a tensor does not say its element type", at: place) }
        let content = sparse?.values ?? dense ?? []
        guard let values = type.values(content) else {
            throw reader.problem("\(content.count) bytes are no whole number of elements of type \(type)", at: place)
        }
        do {
            if let sparse {
                try self.init(sparse: values, rowStarts: sparse.rowStarts, columns: sparse.columns, shape: shape)
            } else {
                try self.init(values, shape: shape)
            }
        } catch let error as HoldfastError {
            throw reader.problem(error.message, at: place)
        }
    }

    /// Writes the protobuf form: what is sparse stays so.
    public func write(to writer: inout ProtobufWriter) throws {
        let type: Tinker.ElementType
        switch storage {
        case .dense(let values):
            type = values.elementType
            writer.present(1, values.littleEndianBytes)
        case .sparse(let rows):
            type = rows.values.elementType
            writer.message(2) { inner in
                inner.bytes(1, rows.values.littleEndianBytes)
                inner.bytes(2, rows.rowStarts.littleEndianBytes)
                inner.bytes(3, rows.columns.littleEndianBytes)
            }
        }
        writer.integer(3, type.rawValue)
        writer.integers(4, shape)
    }
}
