// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// The ways in which a simulated user fails.
///
/// The words of tau2-bench's review of users where it has one; the last four are ours.
enum UserFault: String, CaseIterable, Sendable {
    case inconsistentBehavior = "inconsistent_behavior"
    case hallucination
    case revealedInfoEarly = "revealed_info_early"
    case guidelineViolation = "guideline_violation"
    case prematureTermination = "premature_termination"
    case missedRequiredAction = "missed_required_action"
    case missedTermination = "missed_termination"
    case roleConfusion = "role_confusion"
    case repetition
    case invalidLine = "invalid_line"

    /// For people.
    var title: String {
        switch self {
        case .inconsistentBehavior: "contradicts persona, goal or itself"
        case .hallucination: "makes up facts"
        case .revealedInfoEarly: "tells a secret"
        case .guidelineViolation: "breaks its policy"
        case .prematureTermination: "stops too early"
        case .missedRequiredAction: "leaves an errand undone"
        case .missedTermination: "does not stop when done"
        case .roleConfusion: "leaves its role"
        case .repetition: "repeats itself"
        case .invalidLine: "says nothing valid"
        }
    }

    /// The fault that a failed verdict on a line stands for.
    static func of(criterion: String) -> UserFault? {
        switch criterion {
        case Criterion.promptToLine, Criterion.lineToLine: .inconsistentBehavior
        case Criterion.fabrication: .hallucination
        case Criterion.leakage: .revealedInfoEarly
        case Criterion.role: .roleConfusion
        case Criterion.selfRepetition: .repetition
        case Criterion.validity: .invalidLine
        default: nil
        }
    }

    /// The score that says how often a fault showed on a line, or in the whole dialogue.
    fileprivate static func of(score: String) -> (fault: UserFault, isPresent: (Double) -> Bool)? {
        switch score {
        case MetricName.fabrications: (.hallucination, { $0 > 0 })
        case MetricName.leaks: (.revealedInfoEarly, { $0 > 0 })
        case MetricName.role: (.roleConfusion, { $0 < 1 })
        case MetricName.selfRepetition: (.repetition, { $0 > 0 })
        case MetricName.validity: (.invalidLine, { $0 < 1 })
        default: nil
        }
    }
}

/// The faults of one episode.
struct FaultFindings {
    /// Where each fault first shows, as the index of a turn, and on how many lines.
    private(set) var found: [UserFault: (turn: Int, lines: Int)] = [:]
    /// What somebody looked for, whether or not it was found.
    private(set) var judged: Set<UserFault> = []

    /// Faults of lines come from failed verdicts of the judge that rewards, and from scores of lines; verdicts of one that only evaluates are left
    /// out. Faults of ending show at the last turn. An errand is left undone only where the user had the chance and ran into the limit; where
    /// stopping early explains it, that is the fault.
    init(_ stored: StoredEpisode) {
        var lines: [UserFault: Set<Int>] = [:]
        var judges: [String: String] = [:]
        for verdict in stored.scored.verdicts {
            guard let turn = verdict.turn, let fault = UserFault.of(criterion: verdict.criterion) else { continue }
            judged.insert(fault)
            let first = judges[verdict.criterion] ?? verdict.judge
            judges[verdict.criterion] = first
            if verdict.judge == first, verdict.outcome == .fail { lines[fault, default: []].insert(turn) }
        }
        for score in stored.scored.scores {
            guard let value = score.value, let (fault, isPresent) = UserFault.of(score: score.name) else { continue }
            judged.insert(fault)
            // Of repetition the dialogue's score is a share of sequences and the lines' verdicts say where.
            if let turn = score.turn, isPresent(value) { lines[fault, default: []].insert(turn) }
        }
        let episode = stored.episode
        let policies = Set(episode.goal.components.filter { $0.kind == .policy }.map(\.id))
        if !policies.isEmpty { judged.insert(.guidelineViolation) }
        for change in episode.goal.changes where change.to == .misaligned && policies.contains(change.component) {
            lines[.guidelineViolation, default: []].insert(change.turn)
        }
        if let stop = episode.ending.stop {
            judged.formUnion([.prematureTermination, .missedTermination, .missedRequiredAction])
            let last = max(0, episode.turns.count - 1)
            switch stop {
            case .premature: lines[.prematureTermination] = [last]
            case .missed: lines[.missedTermination] = [last]
            case .cutOff: if episode.ending.reason != .agentStop { lines[.missedRequiredAction] = [last] }
            case .correct: break
            }
        }
        found = lines.compactMapValues { lines in lines.min().map { ($0, lines.count) } }
    }

    /// The fault that shows first; of several on one turn the one that stands first in the taxonomy.
    var first: UserFault? {
        UserFault.allCases.filter { found[$0] != nil }.min { (found[$0]?.turn ?? 0) < (found[$1]?.turn ?? 0) }
    }
}
