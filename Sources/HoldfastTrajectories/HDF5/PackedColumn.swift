// SPDX-License-Identifier: Apache-2.0

/// One column as it is stored: shuffled and deflated, so that the library has only to lay it down.
struct PackedColumn: Sendable {
    struct Chunk: Sendable {
        var bytes: [UInt8]
        /// False where deflating would not have made it shorter.
        var isDeflated: Bool
    }

    /// Elements of a chunk at most: enough to deflate well, few enough to read in parts.
    static let longestChunk = 65_536

    var path: String
    var type: ColumnType
    /// Number of elements.
    var count: Int
    /// Chunks in their order; all are as long as the first, the last one with zeros behind its elements.
    var chunks: [Chunk]

    /// Elements of each chunk.
    var chunkLength: Int { Self.chunkLength(of: count) }

    static func chunkLength(of count: Int) -> Int { min(count, longestChunk) }

    static func chunkCount(of count: Int) -> Int { count == 0 ? 0 : (count - 1) / longestChunk + 1 }
}
