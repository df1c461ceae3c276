// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Question: how many lines does the user keep its profile and its policy, component by component, and how long does nothing go wrong at all?
///
/// Time is the ordinal of the user's line, from 1. A component fails at the line from which it was moved to `misaligned`; it is lost from sight at
/// the user's last line, where the dialogue ended or failed. Components that never came to apply are left out. A *violation* is the first line at
/// which a component of either kind fails or the rewarding judge finds a contradiction of persona, goal or earlier lines.
///
/// Source: arXiv:2507.20152 for the components; the survival of each is our statistic.
public struct ComponentSurvival: Question {
    /// Curves over all components of a kind, and over dialogues.
    enum Whole: Int, CaseIterable {
        case violation, profile, policy
    }

    /// Lives are followed up to this line, or up to the largest turn limit where that is smaller.
    public static let longestHorizon = 20

    private(set) var wholes = [TurnSurvival](repeating: TurnSurvival(), count: Whole.allCases.count)
    private(set) var parts = PartSurvival()
    /// The largest turn limit of the scenarios.
    private(set) var turnLimit = 0
    /// Episodes that failed earliest, by curve.
    private(set) var earliest = [EpisodeSample](repeating: EpisodeSample(), count: Whole.allCases.count)

    private var outcomes = LineOutcomes()
    /// For each component of the episode at hand the line at which it failed, 0 for none.
    private var failedAt: [Int] = []

    /// Nothing taken yet.
    public init() {}

    /// Takes one episode; one without a line of the user says nothing.
    public mutating func add(_ episode: StoredEpisode) {
        outcomes.read(episode.scored)
        let last = outcomes.count
        guard last > 0 else { return }
        turnLimit = max(turnLimit, episode.episode.scenario.limits.userTurns)
        let cluster = episode.cluster
        let goal = episode.episode.goal
        readFailures(of: goal, in: episode.episode)
        var first = [Int](repeating: .max, count: Whole.allCases.count)
        first[Whole.violation.rawValue] = outcomes.firstContradiction ?? .max
        for index in goal.components.indices {
            let kind = goal.components[index].kind
            guard kind == .profile || kind == .policy, goal.applies[index] else { continue }
            let whole = (kind == .profile ? Whole.profile : .policy).rawValue
            let failed = failedAt[index]
            wholes[whole].add(turn: failed > 0 ? failed : last, isEvent: failed > 0, of: cluster)
            parts.add(GoalPart(goal.components[index]), turn: failed > 0 ? failed : last, isEvent: failed > 0, of: cluster)
            guard failed > 0 else { continue }
            first[whole] = min(first[whole], failed)
            first[Whole.violation.rawValue] = min(first[Whole.violation.rawValue], failed)
        }
        let violation = first[Whole.violation.rawValue]
        wholes[Whole.violation.rawValue].add(turn: min(violation, last), isEvent: violation <= last, of: cluster)
        for whole in first.indices where first[whole] <= last { earliest[whole].add(episode.reference, weight: -Double(first[whole])) }
    }

    /// Takes all that another one took.
    public mutating func merge(_ other: ComponentSurvival) {
        for index in wholes.indices {
            wholes[index].merge(other.wholes[index])
            earliest[index].merge(other.earliest[index])
        }
        parts.merge(other.parts)
        turnLimit = max(turnLimit, other.turnLimit)
    }

    /// The line up to which lives are followed.
    var horizon: Int { min(Self.longestHorizon, max(1, turnLimit)) }

    private mutating func readFailures(of goal: GoalState, in episode: Episode) {
        failedAt.removeAll(keepingCapacity: true)
        for _ in goal.components.indices { failedAt.append(0) }
        for change in goal.changes.indices where goal.changes[change].to == .misaligned {
            guard let component = goal.components.firstIndex(where: { $0.id == goal.changes[change].component }) else { continue }
            // A move that follows from the agent's line is of the user's line before it.
            failedAt[component] = max(1, outcomes.lines(upTo: goal.changes[change].turn))
        }
    }
}
