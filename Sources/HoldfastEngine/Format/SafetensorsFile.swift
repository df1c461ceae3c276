// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import HoldfastCore
import HoldfastModels

/// An open safetensors file: eight bytes of header length, a JSON header, then the tensors' bytes.
///
/// Everything the header says is checked against the file before a byte of data is used.
struct SafetensorsFile {
    /// Element types that can be read.
    enum ElementType: String {
        case float32 = "F32"
        case bfloat16 = "BF16"
        case float16 = "F16"

        var bytes: Int { self == .float32 ? 4 : 2 }
    }

    struct Entry {
        var type: ElementType
        var shape: [Int]
        /// Bytes in the file.
        var range: Range<Int>
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var metadata: [String: String] = [:]
    private let file: PositionedFile
    /// Longest header, in bytes, as in the format's own implementation.
    private static let longestHeader: UInt64 = 100_000_000

    var path: String { file.path }

    /// - Throws: `file` when it cannot be read, `format` when it is truncated or contradicts itself.
    init(path: String) throws {
        file = try PositionedFile(path: path)
        let header = try Self.header(of: file)
        for (name, value) in header.object {
            if name == "__metadata__" {
                metadata = value as? [String: String] ?? [:]
            } else {
                entries[name] = try entry(name, value, dataStart: header.dataStart)
            }
        }
        let end = try checkedEnd(dataStart: header.dataStart)
        guard end == file.size else {
            throw Self.broken(path, "\(file.size - end) bytes stand behind the last tensor")
        }
    }

    private static func header(of file: PositionedFile) throws -> (object: [String: Any], dataStart: Int) {
        guard file.size >= 8 else { throw broken(file.path, "it has \(file.size) bytes, fewer than a header's length takes") }
        var length: UInt64 = 0
        try withUnsafeMutableBytes(of: &length) { try file.read(into: $0, at: 0) }
        length = UInt64(littleEndian: length)
        guard length >= 2, length <= min(UInt64(file.size - 8), longestHeader) else {
            throw broken(file.path, "its header should take \(length) bytes and \(file.size - 8) are there")
        }
        var bytes = Data(count: Int(length))
        try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 8) }
        guard let object = (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any] else {
            throw broken(file.path, "its header is not a JSON object")
        }
        return (object, 8 + Int(length))
    }

    private func entry(_ name: String, _ value: Any, dataStart: Int) throws -> Entry {
        func broken(_ what: String) -> HoldfastError { Self.broken(path, "tensor \(name) \(what)") }
        guard let fields = value as? [String: Any], let typeName = fields["dtype"] as? String,
            let shape = Self.integers(fields["shape"]), let offsets = Self.integers(fields["data_offsets"]), offsets.count == 2
        else { throw broken("lacks a dtype, a shape or two data offsets") }
        guard let type = ElementType(rawValue: typeName) else {
            throw HoldfastError(.format, "\(path): tensor \(name) has element type \(typeName); convert the model to F32, BF16 or F16")
        }
        var bytes = type.bytes
        for size in shape {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
            guard !overflow else { throw broken("has a shape too large to be true") }
            bytes = product
        }
        let available = file.size - dataStart
        guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == bytes else {
            throw broken("needs \(bytes) bytes for its shape \(shape) and its offsets give it \(offsets[1] - offsets[0])")
        }
        guard offsets[1] <= available else {
            throw broken("ends at byte \(offsets[1]) of the data and only \(available) are there")
        }
        return Entry(type: type, shape: shape, range: dataStart + offsets[0]..<dataStart + offsets[1])
    }

    /// Where the last tensor ends. Each must begin where the one before it ended: two that share bytes, or bytes of none, are damage.
    private func checkedEnd(dataStart: Int) throws -> Int {
        let order = entries.sorted { ($0.value.range.lowerBound, $0.value.range.upperBound) < ($1.value.range.lowerBound, $1.value.range.upperBound) }
        return try order.reduce(dataStart) { end, entry in
            guard entry.value.range.lowerBound == end else {
                throw Self.broken(
                    path,
                    "tensor \(entry.key) begins at byte \(entry.value.range.lowerBound - dataStart) of the data and the one before it ends at \(end - dataStart)"
                )
            }
            return entry.value.range.upperBound
        }
    }

    private static func integers(_ value: Any?) -> [Int]? {
        guard let numbers = value as? [NSNumber] else { return nil }
        let integers = numbers.map(\.intValue)
        let sound = zip(integers, numbers).allSatisfy { $0 >= 0 && Double($0) == $1.doubleValue }
        return sound ? integers : nil
    }

    private static func broken(_ path: String, _ what: String) -> HoldfastError {
        HoldfastError(.format, "\(path) is damaged or cut off: \(what); copy or download it again")
    }

    /// Writes a tensor as float32 to `destination`.
    ///
    /// - Throws: `model` when it is missing or has another shape than `shape`, `file` when it cannot be read.
    func read(_ name: String, shape: [Int], into destination: UnsafeMutablePointer<Float>) throws {
        guard let entry = entries[name] else {
            throw HoldfastError(.model, "\(path) has no tensor \(name), which its config.json calls for; use the files of one model together")
        }
        guard entry.shape == shape else {
            throw HoldfastError(
                .model, "\(path): tensor \(name) has shape \(entry.shape) and config.json calls for \(shape); use the files of one model together")
        }
        if entry.type == .float32 {
            try file.read(into: UnsafeMutableRawBufferPointer(start: destination, count: entry.range.count), at: entry.range.lowerBound)
        } else {
            try readHalves(entry, count: shape.reduce(1, *), into: destination)
        }
    }

    /// Through a small buffer: the halves of a large tensor are never all in memory.
    private func readHalves(_ entry: Entry, count: Int, into destination: UnsafeMutablePointer<Float>) throws {
        var halves = [UInt16](repeating: 0, count: min(count, 1 << 18))
        for start in stride(from: 0, to: count, by: max(1, halves.count)) {
            let length = min(halves.count, count - start)
            try halves.withUnsafeMutableBytes {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<(2 * length)]), at: entry.range.lowerBound + 2 * start)
            }
            if entry.type == .bfloat16 {
                hf_from_bfloat16(destination + start, halves, length)
            } else {
                hf_from_half(destination + start, halves, length)
            }
        }
    }
}
