// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import HoldfastTrajectories

extension LengthMatching {
    /// The numbers of user lines of reference dialogues, from a file: one number a line, or a trajectory file whose dialogues are counted.
    /// Failed dialogues say nothing about how long one should be and are left out.
    /// - Throws: `configuration`, beginning with the key, where the file holds something else; `file` where it cannot be read.
    init(file path: String) throws {
        try self.init(reference: try Self.lengths(in: path))
    }

    private static func lengths(in path: String) throws -> [Int] {
        if path.hasSuffix(".h5") {
            let lengths = try ShardReader(path).episodes().filter { $0.episode.ending.failure == nil }.map(\.episode.userTurns.count)
            guard !lengths.isEmpty else { throw HoldfastError(.configuration, "rewards.lengths names \(path), which has no dialogue to count") }
            return lengths
        }
        let lines = try FileSystem.text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        let lengths = try lines.compactMap { number, line -> Int? in
            let text = line.filter { !$0.isWhitespace }
            if text.isEmpty { return nil }
            guard let length = Int(text), length >= 0 else {
                throw HoldfastError(
                    .configuration,
                    "rewards.lengths names \(path), whose line \(number + 1) is `\(line.prefix(40))`; each must be the number of user lines of a dialogue"
                )
            }
            return length
        }
        guard !lengths.isEmpty else { throw HoldfastError(.configuration, "rewards.lengths names \(path), which has no number in it") }
        return lengths
    }
}
