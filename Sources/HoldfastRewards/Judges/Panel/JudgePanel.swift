// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Several judges that are asked the same question at once, and whose answers are counted.
///
/// Every member's calls stand in `Verdict.calls`, each with its own outcome, in the order of the members; for a member that calls no model
/// one call stands for its answer, with its evidence as reply. Where the votes decide nothing the panel abstains (`disagreement`).
public struct JudgePanel: Judge {
    /// The rule and all members.
    public let identity: String
    private let members: [any Judge]
    private let rule: PanelRule

    /// A panel.
    /// - Throws: `configuration` for fewer than two members, two of one identity (they would be one opinion counted twice), and a veto that
    ///   needs fewer than one or more than all of them.
    public init(_ members: [any Judge], rule: PanelRule) throws {
        guard members.count >= 2 else { throw HoldfastError(.configuration, "a panel of judges needs two members or more") }
        let identities = members.map(\.identity)
        if let twice = identities.first(where: { identity in identities.count { $0 == identity } > 1 }) {
            throw HoldfastError(
                .configuration, "two members of the panel are the same judge (\(twice)); give one another model, prompt, temperature or seed")
        }
        if case .minorityVeto(let fails) = rule, !(1...members.count).contains(fails) {
            throw HoldfastError(.configuration, "a veto of \(fails) fails is not possible with \(members.count) judges")
        }
        self.members = members
        self.rule = rule
        identity = "panel by \(rule.name) of [\(identities.joined(separator: "; "))]"
    }

    /// The verdict of the votes.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        let answers = await withTaskGroup(of: (Int, Verdict).self) { group in
            for (place, member) in members.enumerated() { group.addTask { (place, await member.verdict(on: question)) } }
            return await group.reduce(into: [Int: Verdict]()) { $0[$1.0] = $1.1 }
        }
        let verdicts = members.indices.compactMap { answers[$0] }
        let outcome = rule.outcome(of: verdicts.map(\.outcome))
        let calls = verdicts.flatMap { Self.calls(of: $0, on: question) }
        guard outcome != .abstain else {
            return .abstain(
                question.criterion, .disagreement, turn: question.turn, evidence: Self.count(verdicts), judge: identity, calls: calls)
        }
        let agreeing = verdicts.filter { $0.outcome == outcome }
        let reason = agreeing.lazy.map(\.evidence).first { !$0.isEmpty } ?? ""
        return Verdict(
            criterion: question.criterion, outcome: outcome, turn: question.turn,
            evidence: Self.count(verdicts) + (reason.isEmpty ? "" : "; \(reason)"), places: agreeing.lazy.map(\.places).first { !$0.isEmpty } ?? [],
            judge: identity, calls: calls)
    }

    private static func count(_ verdicts: [Verdict]) -> String {
        VerdictOutcome.allCases.map { outcome in "\(verdicts.count { $0.outcome == outcome }) \(outcome.rawValue)" }.joined(separator: ", ")
    }

    private static func calls(of verdict: Verdict, on question: JudgeQuestion) -> [JudgeCall] {
        guard verdict.calls.isEmpty else { return verdict.calls }
        return [JudgeCall(judge: verdict.judge, outcome: verdict.outcome, promptHash: question.hash, reply: verdict.evidence)]
    }
}
