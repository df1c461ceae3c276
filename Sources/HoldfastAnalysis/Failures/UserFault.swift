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

    /// The faults of an episode: where each first shows, as the index of a turn, and on how many lines.
    ///
    /// Faults of ending and of goals show at the last turn. The judge that rewards decides: verdicts of one that only evaluates are left out. An
    /// errand is left undone only where the user ended the dialogue in time for it or ran into the limit, and it is not counted again where
    /// stopping early explains it.
    static func found(in stored: StoredEpisode) -> [UserFault: (turn: Int, lines: Int)] {
        var found: [UserFault: (turn: Int, lines: Set<Int>)] = [:]
        func note(_ fault: UserFault, _ turn: Int) {
            let old = found[fault] ?? (turn, [])
            found[fault] = (min(old.turn, turn), old.lines.union([turn]))
        }
        var judges: [String: String] = [:]
        for verdict in stored.scored.verdicts {
            guard let turn = verdict.turn, let fault = of(criterion: verdict.criterion) else { continue }
            let first = judges[verdict.criterion] ?? verdict.judge
            judges[verdict.criterion] = first
            if verdict.judge == first, verdict.outcome == .fail { note(fault, turn) }
        }
        let episode = stored.episode
        let last = max(0, episode.turns.count - 1)
        for change in episode.goal.changes where change.to == .misaligned {
            if episode.goal.components.first(where: { $0.id == change.component })?.kind == .policy { note(.guidelineViolation, change.turn) }
        }
        switch episode.ending.stop {
        case .premature: note(.prematureTermination, last)
        case .missed: note(.missedTermination, last)
        case .cutOff where episode.ending.reason != .agentStop: note(.missedRequiredAction, last)
        case .correct, .cutOff, nil: break
        }
        return found.mapValues { ($0.turn, $0.lines.count) }
    }
}
