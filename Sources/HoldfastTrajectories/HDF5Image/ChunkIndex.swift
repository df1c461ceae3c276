// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Where the chunks of a column lie.
///
/// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", III.A.1, nodes of type 1.
struct ChunkIndex {
    struct Chunk {
        var address: Int
        var storedBytes: Int
        /// A bit for each filter that was left out.
        var skippedFilters: Int
    }

    /// Chunks by their number, each exactly once.
    private(set) var chunks: [Chunk?]
    private let file: [UInt8]
    private let chunkLength: Int
    private let path: String
    private var visited: Set<Int> = []

    /// - Parameters:
    ///   - count: elements of the column, above 0.
    ///   - chunkLength: elements of a chunk, above 0.
    init(at root: Int, in file: [UInt8], count: Int, chunkLength: Int, path: String) throws {
        self.file = file
        self.chunkLength = chunkLength
        self.path = path
        let needed = (count - 1) / chunkLength + 1
        // An entry of the index takes 32 bytes: a claim of more than have room allocates nothing.
        guard needed <= file.count / 32 else {
            throw HoldfastError(.format, "column \(path) claims \(count) elements but there is no room for so many in the file")
        }
        chunks = Array(repeating: nil, count: needed)
        try walk(root, level: nil)
        guard chunks.allSatisfy({ $0 != nil }) else {
            throw HoldfastError(.format, "column \(path) claims \(count) elements but chunks of it are missing")
        }
        guard chunks.reduce(0, { $0 + ($1?.storedBytes ?? 0) }) <= file.count else {
            throw HoldfastError(.format, "the file is damaged: the chunks of column \(path) overlap")
        }
    }

    private mutating func walk(_ address: Int, level: Int?) throws {
        let what = "the index of column \(path)"
        guard visited.insert(address).inserted else { throw HoldfastError(.format, "the file is damaged: \(what) leads in a circle") }
        var reader = FormatReader(try file.part(at: address, of: what), of: what)
        try reader.expect("TREE")
        guard try reader.number(1) == 1 else { throw reader.damage("is of another kind") }
        let own = try reader.number(1)
        guard own == level ?? own else { throw reader.damage("has levels that do not fit") }
        let entries = try reader.number(2)
        try reader.skip(16)
        for _ in 0..<entries {
            let stored = try reader.number(4)
            let skipped = try reader.number(4)
            let start = try reader.length()
            try reader.skip(8)
            guard let child = try reader.address() else { throw reader.damage("has a hole") }
            guard own == 0 else {
                try walk(child, level: own - 1)
                continue
            }
            let (number, remainder) = start.quotientAndRemainder(dividingBy: chunkLength)
            guard remainder == 0, number < chunks.count, chunks[number] == nil else {
                throw reader.damage("has a chunk at \(start), where none belongs")
            }
            _ = try file.part(at: child, count: stored, of: "a chunk of column \(path)")
            chunks[number] = Chunk(address: child, storedBytes: stored, skippedFilters: skipped)
        }
    }
}
