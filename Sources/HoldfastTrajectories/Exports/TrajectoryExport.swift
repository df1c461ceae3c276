// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Exports stored episodes in the layouts of the programs that use them.
public struct TrajectoryExport: Sendable {
    /// The layout.
    public var format: ExportFormat
    /// What it depends on beside the episodes.
    public var settings: ExportSettings
    /// Which episodes are part of it.
    public var selection: EpisodeSelection

    /// An export of all episodes, unless told otherwise.
    public init(_ format: ExportFormat, settings: ExportSettings, selection: EpisodeSelection = EpisodeSelection()) {
        self.format = format
        self.settings = settings
        self.selection = selection
    }

    /// Reads shards one by one and writes one export: beside its place first, then brought to the disk and renamed.
    ///
    /// Equal shards and settings make equal exports.
    /// - Parameters:
    ///   - shards: paths, in the order in which their episodes follow each other.
    ///   - path: the file to write; for Minari the folder of datasets.
    ///   - replaces: whether an export that lies there may be replaced.
    /// - Throws: `.usage` for settings that the layout has no place for, `.file` where something lies at the place already or cannot be
    ///   written, `.capacity` on a full disk, `.store` where no episode is left to export, and what reading a shard throws. In every case
    ///   nothing partial stays behind, and what lay at the place is still there.
    public func write(_ shards: [String], to path: String, replaces: Bool = false) throws -> ExportReport {
        guard format.seats.contains(settings.seat) else {
            let seats = format.seats.map(\.rawValue).joined(separator: " or ")
            throw HoldfastError(.usage, "\(format.rawValue) is for the seat \(seats), not for \(settings.seat.rawValue)")
        }
        var tally = ExportTally()
        let place = format == .minari ? settings.dataset.folder(in: path) : path
        let export = try begin(shards, at: place, replaces: replaces)
        do {
            for shard in shards {
                let episodes = try ShardReader(shard).episodes()
                let chosen = try selection.chosen(
                    of: episodes, in: shard, seat: settings.seat, needsReward: format.needsReward, tally: &tally)
                try export.append(chosen, tally: &tally)
            }
            let report = ExportReport(format: format, path: place, shards: shards.count, tally: tally)
            guard tally.rows > 0 else {
                let reasons = report.reasons.isEmpty ? "" : ": \(report.reasons)"
                throw HoldfastError(
                    .store, "none of the \(tally.episodes) episodes can be exported as \(format.rawValue)\(reasons); nothing was written")
            }
            try export.finish()
            return report
        } catch {
            export.abandon()
            throw error
        }
    }

    private func begin(_ shards: [String], at place: String, replaces: Bool) throws -> any EpisodeExport {
        switch format {
        case .minari: try MinariExport(at: place, settings: settings, replaces: replaces)
        case .robomimic: try RobomimicExport(at: place, scale: TokenSurvey(shards), settings: settings, replaces: replaces)
        case .tauBench: try TauBenchExport(at: place, settings: settings, replaces: replaces)
        case .chat: try rows(ChatRows(settings: settings), at: place, replaces: replaces)
        case .sft: try rows(SupervisedRows(settings: settings), at: place, replaces: replaces)
        case .promptCompletion: try rows(CompletionRows(settings: settings), at: place, replaces: replaces)
        case .preferences: try rows(PreferenceRows(settings: settings), at: place, replaces: replaces)
        case .kto: try rows(LabelledRows(settings: settings), at: place, replaces: replaces)
        }
    }

    private func rows(_ layout: some RowLayout, at place: String, replaces: Bool) throws -> JSONLinesExport {
        JSONLinesExport(layout, file: try UnfinishedFile(at: place, replaces: replaces))
    }
}
