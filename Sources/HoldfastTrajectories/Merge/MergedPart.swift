// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// A shard that is being put together.
struct MergedPart {
    private var encoder = ShardEncoder()
    private var labels: [String: [String]] = [:]

    var count: Int { encoder.columns.episodes.rows }

    mutating func append(_ scored: ScoredEpisode) throws { try encoder.append(scored) }

    /// Labels of several values keep all of them.
    mutating func add(_ labels: [String: String]) {
        for (name, value) in labels where self.labels[name]?.contains(value) != true { self.labels[name, default: []].append(value) }
    }

    func write(to path: String) throws -> MergedShard {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw HoldfastError(.file, "\(path) is there already; choose another place, or remove it")
        }
        let columns = encoder.columns
        let joined = labels.mapValues { Self.join($0) }
        try refusing { try columns.check() }
        let content = try ShardWriter.image(of: columns, labels: joined)
        try SealedFile.write(content, to: path)
        return MergedShard(
            path: path, episodes: count, scenarios: columns.scenarios.rows, bytes: content.count + ContentSeal.length)
    }

    /// As many of the values as an attribute holds.
    static func join(_ values: [String]) -> String {
        let separator = " | "
        let whole = values.joined(separator: separator)
        guard whole.utf8.count > HDF5File.longestAttribute else { return whole }
        var text = ""
        for (index, value) in values.enumerated() {
            let rest = "\(separator)and \(values.count - index) more"
            let longer = text.isEmpty ? value : text + separator + value
            // The room for the longest ending stays free.
            guard longer.utf8.count + separator.utf8.count + 32 <= HDF5File.longestAttribute else { return text + rest }
            text = longer
        }
        return text
    }
}

extension ShardReader {
    /// All episodes with what the writer said about the shard.
    func labelledEpisodes() throws -> (labels: [String: String], episodes: [ScoredEpisode]) {
        let content = try SealedFile.read(path)
        let labels = try reading(content) { file in FileLabels.read(file) }
        let columns = try columns(of: content)
        do {
            return (labels, try ShardDecoder(columns).episodes())
        } catch {
            throw error.naming(path)
        }
    }
}
