// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Finds contradictions in free text by rules, with no model and no network.
///
/// It reads statements of (relation, value) about the speaker from the ground and from the line. Where relations meet and values exclude
/// each other the line fails, with both sentences as evidence; where a line restates what is known it passes; else it abstains. It is
/// made to be right where it speaks, not to speak always: see `docs/judges.md` for both, measured.
public struct FreeTextJudge: Judge {
    /// Who judges, with the version of its rules.
    public static let name = "free-text/1"

    /// The name: nothing else shapes its answers.
    public var identity: String { Self.name }

    /// A judge of free English text.
    public init() {}

    /// One verdict, at once: `decide` does the work.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        decide(question)
    }

    /// The verdict, without waiting for anything.
    public func decide(_ question: JudgeQuestion) -> Verdict {
        switch question.criterion {
        case Criterion.promptToLine: verdict(on: question, against: FreeTextGround(persona: question.ground))
        case Criterion.lineToLine: verdict(on: question, against: FreeTextGround(joined: question.ground))
        case Criterion.questionAndAnswer: answer(on: question)
        default: .abstain(question.criterion, .nothingKnown, turn: question.turn, evidence: "no rule for \(question.criterion)", judge: identity)
        }
    }

    /// The verdict against a ground that was read before.
    public func verdict(on question: JudgeQuestion, against ground: FreeTextGround) -> Verdict {
        verdict(on: question, ground.finding(on: question.line, claims: claims(of: question)))
    }

    /// What a question's line says of its speaker, as an answer to the agent's line before it.
    func claims(of question: JudgeQuestion) -> [Statement] {
        FreeTextReader().statements(inLine: question.line, after: question.dialogue.last.flatMap { $0.seat == .agent ? $0.text : nil })
    }

    /// The verdict that follows from a finding.
    func verdict(on question: JudgeQuestion, _ finding: FreeTextFinding) -> Verdict {
        func verdict(_ outcome: VerdictOutcome, _ evidence: String, _ places: [Range<Int>] = [], _ abstention: Abstention? = nil) -> Verdict {
            Verdict(
                criterion: question.criterion, outcome: outcome, turn: question.turn, evidence: evidence, places: places, judge: identity,
                abstention: abstention)
        }
        if !finding.conflicts.isEmpty {
            return verdict(
                .fail, finding.conflicts.map(\.description).joined(separator: "; "),
                Set(finding.conflicts.map(\.place)).sorted { $0.lowerBound < $1.lowerBound })
        }
        if finding.agreements > 0, finding.agreements == finding.compared { return verdict(.pass, "restates \(finding.agreements) of what is known") }
        if finding.compared == 0 { return verdict(.abstain, "says nothing that can be compared", [], .nothingKnown) }
        return verdict(.abstain, "says nothing that what is known decides", [], .cannotTell)
    }
}
