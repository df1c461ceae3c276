// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import HoldfastTrajectories

/// What an imported file holds, in counts; what its users do is the analysis' to say.
struct TrajectoryImportReport: Sendable, Encodable {
    var file: String
    var records: Int
    /// Messages on records that could not be read and were left out.
    var leftOut: [String]
    var tasks: Int
    var domains: [String]
    var failed: Int
    /// Records by how the dialogue ended.
    var endings: [String: Int]
    /// Records by what the user's decision to stop was worth; `undecided` where that is not known.
    var stops: [String: Int]
    /// Mean reward of the trials that were carried out.
    var reward: Double?
    var userLines: Int
    /// Values that users stated, each once per dialogue, and how many of them nobody had given.
    var identifiers: Int
    var madeUp: Int
    var madeUpIn: Int
    /// Records in which nothing is known of what the user was told.
    var withoutInstruction: Int
    var renumbered: Int
    var unheard: Int

    init(file: String, damages: [String], read: TauBenchEpisodes, scored: [ScoredEpisode]) {
        let episodes = scored.map(\.episode)
        let carriedOut = scored.filter { $0.episode.ending.reason != .failure }
        let rewards = carriedOut.compactMap(\.reward)
        self.file = file
        records = episodes.count
        leftOut = damages
        tasks = Set(episodes.map(\.id.group)).count
        domains = Set(episodes.map(\.scenario.domain)).sorted()
        failed = episodes.count - carriedOut.count
        endings = Dictionary(episodes.map { ($0.ending.reason.rawValue, 1) }, uniquingKeysWith: +)
        stops = Dictionary(carriedOut.map { ($0.episode.ending.stop?.rawValue ?? "undecided", 1) }, uniquingKeysWith: +)
        reward = rewards.isEmpty ? nil : rewards.reduce(0, +) / Double(rewards.count)
        userLines = episodes.reduce(0) { $0 + $1.userTurns.count }
        identifiers = Int(carriedOut.compactMap { $0.score(MetricName.identifiers) }.reduce(0, +))
        let fabrications = carriedOut.compactMap { $0.score(MetricName.fabrications) }
        madeUp = Int(fabrications.reduce(0, +))
        madeUpIn = fabrications.count { $0 > 0 }
        withoutInstruction = carriedOut.count { $0.score(MetricName.identifiers) == nil }
        renumbered = read.renumbered
        unheard = read.unheard
    }

    /// For people.
    var text: String {
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }
        var table = TextTable(header: [file, ""])
        table.rows = [
            ["records", "\(records) of \(tasks) tasks, \(domains.joined(separator: ", "))"],
            ["reward", reward.map { "\(fixed($0, 3)), the mean of \(records - failed) trials" } ?? "-"],
            ["ended by", list(endings)],
            ["decision to stop", list(stops)],
            ["user lines", "\(userLines)"],
            ["identifiers stated", "\(identifiers), of which \(madeUp) were given by nobody, in \(madeUpIn) dialogues"],
        ]
        var notes: [String] = []
        if failed > 0 { notes.append("\(failed) trials failed and are kept as failures") }
        if withoutInstruction > 0 {
            notes.append("of \(withoutInstruction) users it is not known what they were told, so nothing is said of what they make up")
        }
        if renumbered > 0 { notes.append("\(renumbered) records repeat task and trial of an earlier one and got the next free trial") }
        if unheard > 0 { notes.append("\(unheard) texts of the agent stand beside calls of tools and were not heard by the user; they are left out") }
        if !leftOut.isEmpty { notes.append("\(leftOut.count) damaged records were left out; the first: \(leftOut[0])") }
        return (table.lines + notes).joined(separator: "\n")
    }
}
