// SPDX-License-Identifier: Apache-2.0
public import HoldfastCore

/// How often the user contradicts itself as dialogues go on.
///
/// The rate at a place is failed over decided verdicts of the user lines there: an abstention is neither. Averaging over lines, not
/// over dialogues, lets late places rest on the dialogues that got there.
public struct DriftCurve: Hashable, Sendable, Codable {
    /// The rate at one place of the dialogues.
    public struct Point: Hashable, Sendable, Codable {
        /// Ordinal of the user's line from 0, or of the fifth of the dialogue from 0.
        public var place: Int
        /// Contradictions over decided lines, in 0...1.
        public var rate: Estimate
    }

    /// By ordinal of the user's line; places without a decided line are left out.
    public var byTurn: [Point]
    /// By fifth of the user's lines: line k of n lies in fifth 5k/n, rounded down.
    public var byFifth: [Point]

    /// - Parameter criterion: which verdicts count; by default those on whether a line agrees with persona and goal.
    public init(
        _ episodes: [ScoredEpisode], criterion: String = Criterion.promptToLine, bootstrap plan: BootstrapPlan = BootstrapPlan()
    ) {
        let lines = episodes.enumerated().flatMap { DriftCurve.lines(of: $1, episode: $0, criterion: criterion) }
        let bootstrap = ClusterBootstrap(clusters: episodes.map(\.episode.scenario.subject), plan: plan)
        byTurn = Self.points(lines, by: \.ordinal, episodes: episodes.count, bootstrap)
        byFifth = Self.points(lines, by: \.fifth, episodes: episodes.count, bootstrap)
    }

    private struct Line {
        var episode: Int
        var ordinal: Int
        var fifth: Int
        var contradicts: Bool
    }

    private static func lines(of scored: ScoredEpisode, episode: Int, criterion: String) -> [Line] {
        let turns = scored.episode.userTurns.map(\.index)
        var outcomes: [Int: Bool] = [:]
        for verdict in scored.verdicts(on: criterion) where verdict.outcome != .abstain {
            // A line with several verdicts contradicts when one of them says so.
            if let turn = verdict.turn { outcomes[turn] = outcomes[turn] == true || verdict.outcome == .fail }
        }
        return turns.enumerated().compactMap { ordinal, turn in
            outcomes[turn].map { Line(episode: episode, ordinal: ordinal, fifth: 5 * ordinal / turns.count, contradicts: $0) }
        }
    }

    private static func points(
        _ lines: [Line], by place: KeyPath<Line, Int>, episodes: Int, _ bootstrap: ClusterBootstrap
    ) -> [Point] {
        Dictionary(grouping: lines) { $0[keyPath: place] }.sorted { $0.key < $1.key }.compactMap { key, lines in
            var decided = [Int](repeating: 0, count: episodes)
            var failed = decided
            for line in lines {
                decided[line.episode] += 1
                if line.contradicts { failed[line.episode] += 1 }
            }
            let rate = bootstrap.estimate(observations: lines.count) { indices in
                var all = 0
                var bad = 0
                for index in indices {
                    all += decided[Int(index)]
                    bad += failed[Int(index)]
                }
                return all == 0 ? nil : Double(bad) / Double(all)
            }
            return rate.map { Point(place: key, rate: $0) }
        }
    }
}
