// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// Writes one HDF5 file as robomimic's `SequenceDataset` reads it.
final class RobomimicExport: EpisodeExport {
    /// Filter keys by the part of the data that a scenario belongs to.
    private static let filterKeys: [(split: Split, name: String)] = [(.train, "train"), (.validation, "valid"), (.test, "test")]

    private let settings: ExportSettings
    private let path: String
    private let file: UnfinishedHDF5
    private let survey: TokenSurvey
    private let scale: TokenScale
    private var demos: [Split: [String]] = [:]
    private var count = 0
    private var samples = 0

    init(at path: String, scale survey: TokenSurvey, settings: ExportSettings, replaces: Bool) throws {
        try ExportPlace.check(path, replaces: replaces, isFolder: false)
        self.settings = settings
        self.path = path
        self.survey = survey
        scale = TokenScale(greatest: survey.greatest)
        file = try UnfinishedHDF5(at: path + ".tmp", place: path)
        try file.write { file, session, _ in try file.makeGroup("data", in: session) }
    }

    func append(_ episodes: [ScoredEpisode], tally: inout ExportTally) throws {
        try file.write { file, session, reserve in
            for scored in episodes {
                guard let steps = MinariSteps(scored, settings: settings) else {
                    tally.leaveOut(.noReward)
                    continue
                }
                let demo = RobomimicDemo(
                    scored, steps: steps, scale: scale, actionWidth: survey.longestLine, contextWidth: settings.contextTokens)
                guard let demo else {
                    tally.leaveOut(.noTokens)
                    continue
                }
                try reserve(demo.bytes)
                try write(demo, of: scored, to: file, in: session)
                tally.take(episodes: 1, rows: demo.count)
            }
        }
    }

    func finish() throws {
        try file.write { file, session, reserve in
            try reserve(demos.values.joined().reduce(0) { $0 + $1.utf8.count + 64 })
            try file.setAttributes([("total", .integer(samples)), ("env_args", .text(environment.line))], of: "data", in: session)
            for (split, name) in Self.filterKeys {
                guard let names = demos[split] else { continue }
                try file.write(texts: names, to: "mask/\(name)", in: session)
            }
        }
        try file.finish()
        guard rename(file.path, path) == 0 else { throw ExportPlace.failure(errno, path) }
        try ExportPlace.syncFolder(of: path)
    }

    func abandon() { file.abandon() }

    private func write(_ demo: RobomimicDemo, of scored: ScoredEpisode, to file: HDF5DiskFile, in session: borrowing HDF5Session) throws {
        let (name, context) = ("demo_\(count)", settings.contextTokens)
        let group = "data/\(name)"
        try file.makeGroup(group, in: session)
        try file.setAttributes(
            [("num_samples", .integer(demo.count)), ("ep_meta", .text(JSONValue.object(scored.episode.facts(seat: .user)).line))], of: group,
            in: session)
        try file.write(demo.actions, shape: [demo.count, survey.longestLine], to: "\(group)/actions", isDeflated: true, in: session)
        try file.write(demo.rewards, shape: [demo.count], to: "\(group)/rewards", in: session)
        try file.write(demo.dones, shape: [demo.count], to: "\(group)/dones", in: session)
        try file.write(demo.states, shape: [demo.count, RobomimicDemo.stateWidth], to: "\(group)/states", in: session)
        try file.write(demo.contexts, shape: [demo.count, context], to: "\(group)/obs/context", isDeflated: true, in: session)
        try file.write(demo.nextContexts, shape: [demo.count, context], to: "\(group)/next_obs/context", isDeflated: true, in: session)
        demos[scored.episode.scenario.split, default: []].append(name)
        count += 1
        samples += demo.count
    }

    /// What the arrays are. The type is that of Gym environments, the nearest that robomimic knows.
    private var environment: JSONValue {
        .record([
            "env_name": .string("holdfast"), "type": .integer(2),
            "env_kwargs": .record(["token_scale": .integer(scale.scale), "context_tokens": .integer(settings.contextTokens)]),
        ])
    }
}
