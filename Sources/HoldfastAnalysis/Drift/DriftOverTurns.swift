// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Question: does the user contradict itself more often as the dialogue goes on, and where does that end?
///
/// Lines count as the rewarding judge decided them; abstentions are neither. Lines of dialogues that failed count by turn; such a dialogue did not
/// come to its end and so has no fifths.
public struct DriftOverTurns: Question {
    /// Which failures are followed.
    enum Kind: Int, CaseIterable {
        case promptToLine, lineToLine, answers
    }

    /// First failures are followed up to this line, or up to the largest turn limit where that is smaller.
    public static let longestHorizon = 20

    private(set) var tables = [LineDrift](repeating: LineDrift(), count: Kind.allCases.count)
    /// The largest turn limit of the scenarios.
    private(set) var turnLimit = 0
    /// Dialogues with the most contradictions of the persona or goal, by where they are.
    private(set) var faulty = EpisodeSample()
    private(set) var faultyFifths = [EpisodeSample](repeating: EpisodeSample(limit: 3), count: 5)
    private var outcomes = LineOutcomes()

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode.
    public mutating func add(_ episode: StoredEpisode) {
        outcomes.read(episode.scored)
        let isWhole = episode.episode.ending.reason != .failure
        let cluster = episode.cluster
        turnLimit = max(turnLimit, episode.episode.scenario.limits.userTurns)
        tables[Kind.promptToLine.rawValue].add(outcomes.promptToLine, of: cluster, isWhole: isWhole)
        tables[Kind.lineToLine.rawValue].add(outcomes.lineToLine, of: cluster, isWhole: isWhole)
        tables[Kind.answers.rawValue].add(outcomes.answers, of: cluster, isWhole: isWhole)
        remember(episode.reference, isWhole: isWhole)
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: DriftOverTurns) {
        for index in tables.indices { tables[index].merge(other.tables[index]) }
        turnLimit = max(turnLimit, other.turnLimit)
        faulty.merge(other.faulty)
        for index in faultyFifths.indices { faultyFifths[index].merge(other.faultyFifths[index]) }
    }

    private mutating func remember(_ reference: EpisodeReference, isWhole: Bool) {
        let lines = outcomes.promptToLine
        let failed = lines.reduce(0) { $0 + $1.failed }
        guard failed > 0 else { return }
        faulty.add(reference, weight: Double(failed))
        guard isWhole else { return }
        var latest: Int?
        for ordinal in lines.indices where lines[ordinal].failed > 0 {
            let fifth = 5 * ordinal / lines.count
            if fifth != latest { faultyFifths[fifth].add(reference, weight: Double(failed)) }
            latest = fifth
        }
    }
}

extension DriftOverTurns.Kind {
    /// What the names of its rows begin with.
    var prefix: String {
        switch self {
        case .promptToLine: "drift"
        case .lineToLine: "drift/line_to_line"
        case .answers: "drift/answers"
        }
    }

    /// What is followed, for people.
    var title: String {
        switch self {
        case .promptToLine: "lines against persona or goal"
        case .lineToLine: "lines against earlier lines"
        case .answers: "wrong answers to open probes"
        }
    }
}
