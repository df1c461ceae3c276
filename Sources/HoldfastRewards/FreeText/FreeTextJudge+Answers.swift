// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension FreeTextJudge {
    /// Whether an answer means what the true answer means.
    ///
    /// It passes where the answer has the true value's words, or says yes where yes is true; it fails where both say a value of what was
    /// asked and the values exclude each other, or yes stands against no; else it abstains.
    func answer(on question: JudgeQuestion) -> Verdict {
        let lexicon = FreeTextLexicon.english
        let asked = question.dialogue.last?.text ?? ""
        func verdict(_ outcome: VerdictOutcome, _ evidence: String, _ places: [Range<Int>] = []) -> Verdict {
            Verdict(criterion: question.criterion, outcome: outcome, turn: question.turn, evidence: evidence, places: places, judge: identity)
        }
        let truth = TextWords.cut(question.ground, lexicon: lexicon)
        let answer = TextWords.cut(question.line, lexicon: lexicon)
        guard !truth.isEmpty else {
            return .abstain(question.criterion, .nothingKnown, turn: question.turn, evidence: "no true answer is given", judge: identity)
        }
        let reader = FreeTextReader()
        let comparison = StatementComparison()
        let known = reader.statements(inGround: question.ground) + reader.statements(inLine: question.ground, after: asked)
        let said = reader.statements(inLine: question.line, after: asked)
        var agrees = false
        for claim in said {
            let standings = known.map { (comparison.standing(of: claim, to: $0), $0) }
            if standings.contains(where: { $0.0 == .agrees }) {
                agrees = true
            } else if let against = standings.first(where: { $0.0 == .excludes }) {
                return verdict(.fail, "answers \(claim.relationText) = \(claim.valueText), but it is \(against.1.valueText)", [claim.place])
            }
        }
        if agrees { return verdict(.pass, "the answer agrees with the true one") }
        if let truth = Self.affirmation(truth), let answer = Self.affirmation(answer) {
            return verdict(truth == answer ? .pass : .fail, "answers \(answer ? "yes" : "no"), and \(truth ? "yes" : "no") is true")
        }
        let content = Self.content(truth)
        let isDenied = answer.contains { $0.is(.negator) && $0.word != "no" }
        if !content.isEmpty, content.isSubset(of: Self.content(answer)), !isDenied, !truth.contains(where: { $0.is(.negator) }) {
            return verdict(.pass, "the answer has the words of the true one")
        }
        // A question for a number has one answer.
        if let number = Self.number(truth), let other = Self.number(answer), number != other {
            return verdict(.fail, "answers \(other), but it is \(number)")
        }
        return .abstain(question.criterion, .cannotTell, turn: question.turn, evidence: "neither agrees nor excludes", judge: identity)
    }

    /// Whether the words begin with yes or no.
    private static func affirmation(_ words: [TextWord]) -> Bool? {
        switch words.first?.word {
        case "yes", "yeah", "yep", "yup", "sure", "definitely", "absolutely", "correct": true
        case "no", "nope", "nah", "never": false
        default: nil
        }
    }

    private static func content(_ words: [TextWord]) -> Set<String> {
        Set(
            words.filter { $0.tags.isDisjoint(with: .function) || $0.number != nil || $0.is(.firstName) }.map { $0.number.map(String.init) ?? $0.key }
        )
    }

    /// The one number or code of a text, or nil.
    private static func number(_ words: [TextWord]) -> String? {
        let all = Set(words.compactMap { word in word.isCode ? word.word : word.number.map(String.init) })
        return all.count == 1 ? all.first : nil
    }
}
