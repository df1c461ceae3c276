// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// Reads one trajectory shard.
///
/// A value that holds only the path: each call opens the file, proves its seal and reads what it needs, so it can be kept and
/// sent between tasks at no cost. Every call throws `.file` when the file cannot be read and `.format` when it is damaged, is no
/// shard, or contradicts itself.
public struct ShardReader: Sendable, Hashable {
    /// Where the shard lies, and what errors call it.
    public let path: String

    /// Nothing is opened yet.
    public init(_ path: String) {
        self.path = path
    }

    /// The number of episodes.
    public func count() throws -> Int {
        try reading { file in
            guard let count = try file.integerAttribute(ShardSchema.episodesAttribute) else {
                throw HoldfastError(.format, "the attribute \(ShardSchema.episodesAttribute) is missing")
            }
            return count
        }
    }

    /// What the shard holds, in numbers, without building the episodes.
    public func summary() throws -> ShardSummary {
        try reading { file in try ShardSummary(file: file, path: path) }
    }

    /// All episodes, equal to those that were written and in their order.
    public func episodes() throws -> [ScoredEpisode] {
        let columns = try columns()
        do {
            var decoder = try ShardDecoder(columns)
            return try decoder.episodes()
        } catch {
            throw named(error)
        }
    }

    func columns() throws -> ShardColumns {
        try reading { file in
            var columns = ShardColumns()
            try columns.exchange { group in try ColumnReader(file: file, group: group) }
            try columns.check()
            return columns
        }
    }

    private func reading<Result: Sendable>(_ body: (HDF5File) throws -> Result) throws -> Result {
        let content = try SealedFile.read(path)
        do {
            return try HDF5Session.run { session in
                let file = try HDF5File.open(image: content, in: session)
                try ShardSchema.check(file, path: path)
                return try body(file)
            }
        } catch {
            throw named(error)
        }
    }

    /// Says which file an error of its content is about.
    private func named(_ error: any Error) -> any Error {
        guard var error = error as? HoldfastError, !error.message.contains(path) else { return error }
        error.message = "\(path): \(error.message)"
        return error
    }
}
