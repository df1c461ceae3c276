// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastEnvironment
import HoldfastTrajectories

/// `holdfast export`: stored episodes in the layouts of the programs that use them.
public struct ExportCommand: Sendable {
    /// The layouts that can be written.
    public static let formats = ExportFormat.allCases.map(\.rawValue)

    /// What can be chosen; each is nil where nothing was said, so that an option that the layout has no use for can be refused.
    public struct Options: Sendable {
        /// The seat that is trained, `user` or `agent`.
        public var seat: String?
        /// Only episodes of this phase.
        public var phase: String?
        /// Only episodes with at least this reward.
        public var minimumReward: Double?
        /// What stands behind the line with which the user ends the dialogue.
        public var endMarker: String?
        /// File with the agent's system message.
        public var agentPrompt: String?
        /// Preference pairs: by how much the rewards differ, at least.
        public var margin: Double?
        /// KTO rows: the reward between good and bad.
        public var threshold: Double?
        /// Minari: identifier of the dataset.
        public var dataset: String?
        /// robomimic: tokens of the context in an observation.
        public var contextTokens: Int?

        /// Nothing is chosen.
        public init() {}
    }

    var paths: [String]
    var format: String
    var output: String
    var options: Options
    var replaces: Bool
    var json: Bool

    /// - Parameters:
    ///   - paths: run directories and shards, in the order in which they are exported.
    ///   - format: one of `formats`.
    ///   - output: the file to write; for `minari` the folder of datasets.
    ///   - replaces: whether an export that lies there may be replaced.
    public init(paths: [String], format: String, output: String, options: Options, replaces: Bool, json: Bool) {
        self.paths = paths
        self.format = format
        self.output = output
        self.options = options
        self.replaces = replaces
        self.json = json
    }

    /// Exports and prints what came of it. Equal shards and options make equal files.
    /// - Throws: `usage` for options that contradict each other or the layout, `file` for paths without shards and for a place that is
    ///   taken, and what reading and writing throws. Nothing partial is left then.
    public func run() throws {
        guard let format = ExportFormat(rawValue: format) else {
            throw HoldfastError(.usage, "--format \(self.format) is unknown; known are \(Self.formats.joined(separator: ", "))")
        }
        let settings = try settings(for: format)
        let shards = try shards()
        try refuseToOverwrite(shards)
        let selection = EpisodeSelection(phase: options.phase, minimumReward: options.minimumReward)
        try FileSystem.makeFolder(above: output)
        let report = try TrajectoryExport(format, settings: settings, selection: selection).write(shards, to: output, replaces: replaces)
        try Output.write(json ? Output.json(report) : Self.text(report))
    }

    private static func text(_ report: ExportReport) -> String {
        let episodes = "\(report.exported) of \(report.episodes) episodes in \(report.path), \(report.rows) \(report.format.unit)"
        return report.reasons.isEmpty ? episodes : "\(episodes)\nleft out: \(report.reasons)"
    }

    private func settings(for format: ExportFormat) throws -> ExportSettings {
        try refuse("--margin", options.margin != nil, unless: format == .preferences)
        try refuse("--threshold", options.threshold != nil, unless: format == .kto)
        try refuse("--dataset-id", options.dataset != nil, unless: format == .minari)
        try refuse("--context-tokens", options.contextTokens != nil, unless: format == .robomimic)
        for (option, value) in [("--margin", options.margin), ("--threshold", options.threshold), ("--min-reward", options.minimumReward)] {
            if let value, !value.isFinite { throw HoldfastError(.usage, "\(option) \(value) is no number to compare rewards with") }
        }
        var settings = ExportSettings(seat: try seat(for: format), prompt: { ScenarioPrompt.text(for: $0) })
        try refuse("--agent-prompt", options.agentPrompt != nil, unless: settings.seat == .agent)
        settings.agentPrompt = try options.agentPrompt.map { try FileSystem.text($0) }
        if let marker = options.endMarker { settings.endMarker = marker }
        if let margin = options.margin {
            guard margin >= 0 else { throw HoldfastError(.usage, "--margin \(margin) is below 0; rewards cannot differ by less than nothing") }
            settings.margin = margin
        }
        settings.threshold = options.threshold
        if let dataset = options.dataset { settings.dataset = try MinariDatasetID(dataset) }
        if let tokens = options.contextTokens {
            guard (1...65_536).contains(tokens) else { throw HoldfastError(.usage, "--context-tokens \(tokens) is not between 1 and 65536") }
            settings.contextTokens = tokens
        }
        return settings
    }

    private func seat(for format: ExportFormat) throws -> Seat {
        guard let name = options.seat else { return format.usualSeat }
        guard let seat = Seat(rawValue: name) else { throw HoldfastError(.usage, "--train-seat \(name) is unknown; known are user and agent") }
        guard format.seats.contains(seat) else {
            throw HoldfastError(.usage, "\(format.rawValue) is for --train-seat \(format.usualSeat.rawValue) alone")
        }
        return seat
    }

    private func refuse(_ option: String, _ isGiven: Bool, unless fits: Bool) throws {
        guard isGiven, !fits else { return }
        let place = option == "--agent-prompt" ? "--train-seat agent and tau-bench" : "another --format"
        throw HoldfastError(.usage, "\(option) is for \(place); leave it out with --format \(format)")
    }

    /// The shards that the paths name, those of a run in their order.
    private func shards() throws -> [String] {
        guard !paths.isEmpty else { throw HoldfastError(.usage, "name run directories or shards") }
        let shards = try paths.flatMap { path in
            guard FileSystem.isFolder(path) else { return [path] }
            let run = RunDirectory(path: path)
            guard try run.isRun else { throw HoldfastError(.file, "there is no run in \(path); name run directories or shards") }
            guard !run.shards.isEmpty else { throw HoldfastError(.file, "\(path) holds no shards yet; there is nothing to export") }
            return run.shards
        }
        var seen: Set<String> = []
        if let again = shards.first(where: { !seen.insert(FileSystem.resolved($0)).inserted }) {
            throw HoldfastError(.usage, "\(again) is named twice; name each shard once")
        }
        return shards
    }

    private func refuseToOverwrite(_ shards: [String]) throws {
        let place = FileSystem.resolved(output)
        if let shard = shards.first(where: { FileSystem.resolved($0) == place }) {
            throw HoldfastError(.usage, "--out names the shard \(shard), which is read and would be lost; name another file")
        }
    }
}

extension ExportFormat {
    /// What rows of it are called.
    fileprivate var unit: String {
        switch self {
        case .minari: "steps"
        case .robomimic: "samples"
        case .chat, .sft, .promptCompletion, .kto: "rows"
        case .preferences: "pairs"
        case .tauBench: "records"
        }
    }
}
