// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// A one-dimensional dataset: what it says of itself, and its elements.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", IV.A.2.i (layout) and IV.A.2.l (filters).
struct HDF5Column {
    private enum Layout {
        case inHeader(ArraySlice<UInt8>)
        case whole(address: Int, length: Int)
        case chunks(index: Int, length: Int)
        case nothing
    }

    let type: HDF5Datatype
    private let path: String
    private let count: Int
    private let layout: Layout
    private let filters: [ChunkFilter]

    init(_ header: ObjectHeader, path: String) throws {
        guard let typeMessage = header.first(.datatype), let shape = header.first(.dataspace), let layoutMessage = header.first(.layout) else {
            throw HoldfastError(.format, "\(path) is no column")
        }
        // What lies in other files is not ours, and following it would open any file that we may read.
        guard header.first(.externalFiles) == nil else { throw HoldfastError(.format, "column \(path) lies in another file, which no shard's does") }
        let dimensions = try HDF5Extent(shape, of: "column \(path)").dimensions
        guard dimensions.count == 1 else { throw HoldfastError(.format, "column \(path) is not one-dimensional") }
        self.path = path
        count = dimensions[0]
        type = try HDF5Datatype(typeMessage, of: "column \(path)")
        filters = try header.first(.filters).map { try ChunkFilter.list($0, path: path) } ?? []
        layout = try Self.layout(layoutMessage, path: path)
    }

    private static func layout(_ message: ArraySlice<UInt8>, path: String) throws -> Layout {
        var reader = FormatReader(message, of: "the layout of column \(path)")
        guard try reader.number(1) == 3 else {
            throw HoldfastError(.format, "column \(path) is in a layout of newer HDF5 libraries, in which no shard is written")
        }
        switch try reader.number(1) {
        case 0: return .inHeader(try reader.bytes(try reader.number(2)))
        case 1:
            guard let address = try reader.address() else { return .nothing }
            return .whole(address: address, length: try reader.length())
        case 2:
            guard try reader.number(1) == 2 else { throw reader.damage("is not one-dimensional") }
            guard let index = try reader.address() else { return .nothing }
            return .chunks(index: index, length: try reader.number(4))
        default: throw HoldfastError(.format, "column \(path) lies in other files, which no shard's does")
        }
    }

    /// All elements, which are of the datatype of the column.
    func values<Element: HDF5Number>(in file: [UInt8]) throws -> [Element] {
        guard count > 0 else { return [] }
        let size = MemoryLayout<Element>.stride
        switch layout {
        case .nothing: throw HoldfastError(.format, "column \(path) claims \(count) elements but no bytes are stored")
        case .inHeader(let bytes): return try plain(bytes)
        case .whole(let address, let length): return try plain(file.part(at: address, count: length, of: "column \(path)"))
        case .chunks(let index, let length):
            guard length > 0 else { throw HoldfastError(.format, "the file is damaged: the chunks of column \(path) are empty") }
            let chunks = try ChunkIndex(at: index, in: file, count: count, chunkLength: length, path: path).chunks
            // A last look before anything is allocated: a chunk that cannot become as long as it must.
            for case let chunk? in chunks where chunk.storedBytes * ChunkFilter.highestDeflation < length * size {
                throw HoldfastError(
                    .format, "column \(path) claims chunks of \(length) elements but only \(chunk.storedBytes) bytes are stored of one")
            }
            let decoder = ChunkDecoder(filters: filters, elementSize: size, chunkLength: length, path: path)
            var failure: (any Error)?
            let values = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
                do {
                    for (number, chunk) in chunks.enumerated() {
                        guard let chunk else { continue }
                        let start = number * length
                        let target = UnsafeMutableRawBufferPointer(
                            rebasing: UnsafeMutableRawBufferPointer(buffer)[(start * size)..<(min(count, start + length) * size)])
                        let stored = file[chunk.address..<(chunk.address + chunk.storedBytes)]
                        try decoder.decode(stored, skipping: chunk.skippedFilters, into: target)
                    }
                    filled = count
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return values
        }
    }

    private func plain<Element: HDF5Number>(_ bytes: ArraySlice<UInt8>) throws -> [Element] {
        let (length, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, length <= bytes.count else {
            throw HoldfastError(.format, "column \(path) claims \(count) elements but only \(bytes.count) bytes are stored")
        }
        return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes.prefix(length))
            filled = count
        }
    }
}
