// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What was done to the bytes of a chunk when it was written. Filters that a library would load from other files are refused.
enum ChunkFilter {
    case shuffle, deflate

    /// Deflate makes at most 1 byte of 1032; together with what a chunk has beside.
    static let highestDeflation = 1_100

    /// The filters that a message names, in the order in which they were applied.
    static func list(_ message: ArraySlice<UInt8>, path: String) throws -> [ChunkFilter] {
        var reader = FormatReader(message, of: "the filters of column \(path)")
        let version = try reader.number(1)
        guard (1...2).contains(version) else { throw reader.damage("are in an unknown version of the format") }
        let count = try reader.number(1)
        if version == 1 { try reader.skip(6) }
        return try (0..<count).map { _ in
            let identifier = try reader.number(2)
            let nameLength = version == 1 || identifier >= 256 ? try reader.number(2) : 0
            try reader.skip(2)
            let values = try reader.number(2)
            try reader.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
            try reader.skip(4 * (version == 1 ? (values + 1) / 2 * 2 : values))
            switch identifier {
            case 1: return .deflate
            case 2: return .shuffle
            default: throw HoldfastError(.format, "column \(path) went through the filter \(identifier); shards use shuffle and deflate alone")
            }
        }
    }
}
