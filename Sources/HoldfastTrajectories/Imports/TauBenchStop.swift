// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a user's decision to stop was worth, as far as a trial tells without a model.
///
/// The reward is about user and agent together, so a failed trial alone says nothing about the user. Decided are:
/// - `correct`: the user stopped, and the benchmark found everything done.
/// - `premature`: the user stopped, and an expected action had never come up: nobody named what it is about, no call touched it, and no
///   line of the user asks for anything of its kind.
/// - `cutOff`: the agent or the limit ended it while something was left to do.
/// - `missed`: the limit came after everything was done and the user had spoken again.
///
/// Everything else is absent.
struct TauBenchStop {
    let goal: TauBenchGoal
    let turns: [Turn]
    let state: GoalState
    /// Whether the benchmark found everything done; nil where it did not say.
    let isFulfilled: Bool?

    func decision(_ reason: EndingReason) -> StopDecision? {
        switch reason {
        case .userStop:
            if isFulfilled == true { return .correct }
            return isFulfilled == false && goal.expectedActions.contains { !cameUp($0.action) } ? .premature : nil
        case .agentStop, .turnLimit, .contextLimit:
            guard !goal.goal.components.isEmpty else { return nil }
            if isFulfilled == false, !state.isFinished { return .cutOff }
            return reason != .agentStop && state.isFinished && userSpokeAfterTheEnd ? .missed : nil
        case .invalidUser, .failure: return nil
        }
    }

    private var userSpokeAfterTheEnd: Bool {
        guard let end = state.changes.map(\.turn).max() else { return false }
        return turns.contains { $0.seat == .user && $0.index > end }
    }

    private func cameUp(_ action: TauBenchAction) -> Bool {
        guard let words = Self.verbs(of: action.name) else { return true }
        let asked = turns.contains { turn in
            turn.seat == .user && words.contains { turn.text.lowercased().contains($0) }
        }
        if asked { return true }
        let objects = ["order_id", "reservation_id", "user_id", "product_id"].compactMap { action.arguments[$0]?.text?.lowercased() }
        // Of an action on the whole account only its kind tells it apart.
        guard let object = objects.first else { return false }
        let core = object.first == "#" ? String(object.dropFirst()) : object
        return turns.contains { turn in
            turn.text.lowercased().contains(core)
                || turn.toolCalls.contains { call in call.arguments.values.contains { $0.lowercased().contains(core) } }
        }
    }

    /// What a user says who wants it; nil for tools that nothing is known about, which count as come up.
    private static func verbs(of tool: String) -> [String]? {
        for (name, verbs) in [
            ("cancel", ["cancel", "refund", "call off", "don't want", "do not want", "no longer"]),
            ("return", ["return", "refund", "send back", "send it back", "give back", "money back"]),
            ("exchange", ["exchange", "swap", "replac", "change", "switch", "different", "instead"]),
            ("modify", ["modif", "chang", "updat", "switch", "correct", "edit", "different", "instead", "replac", "address", "pay"]),
            ("update", ["modif", "chang", "updat", "switch", "add", "upgrad", "downgrad", "bag", "passenger", "different", "instead", "move"]),
            ("book", ["book", "reserv", "fly", "flight", "ticket"]),
            ("send_certificate", ["compensat", "certificate", "complain", "delay", "cancel", "voucher", "upset", "unhappy", "disappoint"]),
            ("transfer", ["transfer", "human", "person", "agent", "supervisor", "someone"]),
        ] where tool.hasPrefix(name) {
            return verbs
        }
        return nil
    }
}
