// SPDX-License-Identifier: Apache-2.0

/// Why something stored is not part of an export.
public enum LeftOut: String, Sendable, Codable, CaseIterable {
    /// Another phase, or not among the rows asked for.
    case notSelected = "not_selected"
    /// The episode failed: its dialogue is not whole.
    case failed
    /// The trained seat says nothing in it, or nothing that follows on something.
    case noLines = "no_lines"
    /// It has no reward.
    case noReward = "no_reward"
    /// Its reward is below the one asked for.
    case lowReward = "low_reward"
    /// Its tokens are not stored.
    case noTokens = "no_tokens"
    /// A line has a zero byte, which strings of the layout cannot hold.
    case zeroByte = "zero_byte"
    /// Its reward is neither above nor below its group's, or it is of no pair.
    case tie
    /// Within its group no two rewards differ enough.
    case noPair = "no_pair"
    /// The dialogues of the pair do not begin alike, or are the same.
    case noSharedStart = "no_shared_start"

    /// For people.
    public var phrase: String {
        switch self {
        case .notSelected: "not selected"
        case .failed: "failed"
        case .noLines: "without a line to learn from"
        case .noReward: "without a reward"
        case .lowReward: "below the reward asked for"
        case .noTokens: "without tokens"
        case .zeroByte: "with a zero byte in a line"
        case .tie: "tied"
        case .noPair: "without a pair"
        case .noSharedStart: "in a pair that shares no start or is the same twice"
        }
    }
}

/// Counts of an export while it goes on.
struct ExportTally: Sendable {
    var episodes = 0
    var exported = 0
    var rows = 0
    var leftOut: [LeftOut: Int] = [:]

    mutating func leaveOut(_ reason: LeftOut, count: Int = 1) {
        if count > 0 { leftOut[reason, default: 0] += count }
    }

    /// Episodes that became rows.
    mutating func take(episodes: Int, rows: Int) {
        exported += episodes
        self.rows += rows
    }
}

/// What came of an export.
public struct ExportReport: Sendable, Hashable, Codable {
    /// The layout.
    public var format: ExportFormat
    /// The file or folder that was written.
    public var path: String
    /// Shards that were read.
    public var shards: Int
    /// Episodes in them.
    public var episodes: Int
    /// Episodes that are part of the export.
    public var exported: Int
    /// Rows that were written: lines, records, or steps of the dataset.
    public var rows: Int
    /// Episodes that are not, by reason; the keys are the names of `LeftOut`.
    public var leftOut: [String: Int]

    init(format: ExportFormat, path: String, shards: Int, tally: ExportTally) {
        self.format = format
        self.path = path
        self.shards = shards
        episodes = tally.episodes
        exported = tally.exported
        rows = tally.rows
        leftOut = Dictionary(uniqueKeysWithValues: tally.leftOut.map { ($0.key.rawValue, $0.value) })
    }

    /// The reasons with their counts, for people; empty where nothing was left out.
    public var reasons: String { ExportReport.reasons(of: leftOut) }

    static func reasons(of leftOut: [String: Int]) -> String {
        LeftOut.allCases.compactMap { reason in leftOut[reason.rawValue].map { "\($0) \(reason.phrase)" } }.joined(separator: ", ")
    }
}
