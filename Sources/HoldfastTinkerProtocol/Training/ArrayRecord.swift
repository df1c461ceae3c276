// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// One name's tensors of many data in protobuf, one after another. `offsets` says in bytes where each begins and where the last ends.
struct BatchedTensor: Hashable, Sendable {
    var data: ArraySlice<UInt8> = []
    var offsets: [Int64] = []
    var type = Tinker.ElementType.float32
    /// All dimensions but the first, which follows from the bytes.
    var trailingShape: [Int] = []

    init(_ tensors: [Tinker.Tensor]) throws {
        var bytes: [UInt8] = []
        offsets = [0]
        for tensor in tensors {
            let values = try tensor.values()
            (type, trailingShape) = (values.elementType, Array(tensor.shape.dropFirst()))
            bytes += values.littleEndianBytes
            offsets.append(Int64(bytes.count))
        }
        if trailingShape.contains(0) { throw HoldfastError(.format, "a tensor of shape [n] + \(trailingShape) has no form in protobuf") }
        data = bytes[...]
    }

    init(from reader: inout ProtobufReader) throws {
        var place = 0
        var named: Tinker.ElementType?
        while let field = try reader.next() {
            place = field.offset
            switch field.number {
            case 1: data = try reader.bytes(field)
            case 2: offsets = try reader.packed(field, as: Int64.self)
            case 3: named = try reader.elementType(field)
            case 4: try reader.integers(field, into: &trailingShape)
            default: try reader.skip(field)
            }
        }
        guard let named else { throw reader.problem("a batch of tensors does not say its element type", at: place) }
        type = named
        guard offsets.first == 0, offsets.last == Int64(data.count), zip(offsets, offsets.dropFirst()).allSatisfy(<=) else {
            throw reader.problem("the offsets of a batch of tensors do not rise from 0 to its \(data.count) bytes", at: place)
        }
        guard let width = Tinker.Tensor.product([type.width] + trailingShape), width > 0 else {
            throw reader.problem("the trailing shape \(trailingShape.prefix(8)) is impossible", at: place)
        }
        if let offset = offsets.first(where: { !$0.isMultiple(of: Int64(width)) }) {
            throw reader.problem("the offset \(offset) lies within a row of \(width) bytes", at: place)
        }
    }

    func write(to writer: inout ProtobufWriter) {
        writer.bytes(1, data)
        writer.bytes(2, offsets.littleEndianBytes)
        writer.integer(3, type.rawValue)
        writer.integers(4, trailingShape)
    }

    /// The tensors, one for each datum.
    func tensors() throws -> [Tinker.Tensor] {
        let width = (Tinker.Tensor.product(trailingShape) ?? 1) * type.width
        return try zip(offsets, offsets.dropFirst()).map { start, end in
            let bytes = data[data.startIndex + Int(start)..<data.startIndex + Int(end)]
            guard let values = type.values(bytes) else { throw HoldfastError(.format, "\(bytes.count) bytes are no tensor of type \(type)") }
            return try Tinker.Tensor(values, shape: [bytes.count / width] + trailingShape)
        }
    }
}

/// The outputs of consecutive data in protobuf, name by name.
struct ArrayRecord: Hashable, Sendable {
    /// The most data without any output that a body may tell of.
    static let mostEmpty = 1 << 16

    var fields: [String: BatchedTensor] = [:]
    var count = 0

    /// Whether two data's outputs can stand in one record.
    static func fit(_ one: [String: Tinker.Tensor], _ other: [String: Tinker.Tensor]) throws -> Bool {
        guard one.count == other.count else { return false }
        return try one.allSatisfy { name, tensor in
            guard let partner = other[name], tensor.shape.dropFirst() == partner.shape.dropFirst() else { return false }
            return try tensor.values().elementType == partner.values().elementType
        }
    }

    init(_ data: ArraySlice<[String: Tinker.Tensor]>) throws {
        count = data.count
        for name in data.first?.keys.sorted() ?? [] { fields[name] = try BatchedTensor(data.compactMap { $0[name] }) }
    }

    init(from reader: inout ProtobufReader) throws {
        var place = 0
        while let field = try reader.next() {
            place = field.offset
            switch field.number {
            case 2:
                let entry = try reader.entry(field, "fields") { entry, part in
                    var inner = try entry.message(part, "value")
                    return try BatchedTensor(from: &inner)
                }
                guard let tensor = entry.value else { throw reader.problem("fields has a name without tensors", at: field.offset) }
                fields[entry.key] = tensor
            case 3: count = try reader.integer(field)
            default: try reader.skip(field)
            }
        }
        guard count >= 0, !fields.isEmpty || count <= Self.mostEmpty else { throw reader.problem("\(count) data cannot be", at: place) }
        if let (name, tensor) = fields.first(where: { $0.value.offsets.count - 1 != count }) {
            throw reader.problem("\(name.debugDescription) has tensors for \(tensor.offsets.count - 1) of \(count) data", at: place)
        }
    }

    func write(to writer: inout ProtobufWriter) {
        writer.map(2, fields) { tensor, entry in entry.message(2, tensor.write) }
        writer.integer(3, count)
    }

    /// The outputs, datum by datum.
    func outputs() throws -> [[String: Tinker.Tensor]] {
        var result = [[String: Tinker.Tensor]](repeating: [:], count: count)
        for (name, batch) in fields { for (index, tensor) in try batch.tensors().enumerated() { result[index][name] = tensor } }
        return result
    }
}
