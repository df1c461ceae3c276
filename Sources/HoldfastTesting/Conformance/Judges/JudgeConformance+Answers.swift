// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// What every answer promises.
extension JudgeConformance {
    func isAbout(_ judge: any Judge) async -> [String] {
        var problems: [String] = []
        for (place, item) in known.enumerated() {
            var question = item.question
            question.turn = place == 0 ? nil : 7 + place
            let verdict = await judge.verdict(on: question)
            if verdict.criterion != question.criterion { problems.append("\(verdict.criterion) for \(question.criterion)") }
            if verdict.turn != question.turn {
                problems.append("turn \(verdict.turn.map(String.init) ?? "none") for \(question.turn.map(String.init) ?? "none")")
            }
            if verdict.judge != judge.identity { problems.append("`\(verdict.judge)` answers for `\(judge.identity)`") }
        }
        return problems
    }

    func hasReason(_ judge: any Judge) async -> [String] {
        var problems: [String] = []
        for item in known {
            let verdict = await judge.verdict(on: item.question)
            if (verdict.outcome == .abstain) != (verdict.abstention != nil) {
                problems.append("\(verdict.outcome) with the reason \(verdict.abstention?.rawValue ?? "none")")
            }
            if verdict.outcome == .abstain, verdict.evidence.isEmpty { problems.append("an abstention that does not say why") }
        }
        return problems
    }

    func isTrue(_ judge: any Judge) async -> [String] {
        var problems: [String] = []
        for item in known {
            let verdict = await judge.verdict(on: item.question)
            if verdict.outcome != .abstain, verdict.outcome != item.outcome {
                problems.append("\(verdict.outcome) for `\(item.question.line)`, which is a \(item.outcome)")
            }
        }
        return problems
    }

    func decidesEnough(_ judge: any Judge) async -> [String] {
        var decided = 0
        for item in known where await judge.verdict(on: item.question).outcome != .abstain { decided += 1 }
        return Double(decided) < decides * Double(known.count) ? ["\(decided) of \(known.count)"] : []
    }

    func isSame(_ judge: any Judge) async -> [String] {
        guard repeats else { return [] }
        var problems: [String] = []
        for item in known {
            var later = item.question
            later.turn = 99
            let outcomes = [await judge.verdict(on: item.question).outcome, await judge.verdict(on: later).outcome]
            if outcomes[0] != outcomes[1] { problems.append("\(outcomes[0]) and \(outcomes[1]) for `\(item.question.line)`") }
        }
        return problems
    }

    func abstainsOnUnknown(_ judge: any Judge) async -> [String] {
        var question = known[0].question
        question.criterion = "no_such_criterion"
        let verdict = await judge.verdict(on: question)
        return verdict.outcome == .abstain ? [] : ["\(verdict.outcome) on a criterion that there is not"]
    }

    func restsOnCalls(_ judge: any Judge) async -> [String] {
        var problems: [String] = []
        for item in known {
            let verdict = await judge.verdict(on: item.question)
            if verdict.outcome != .abstain, !verdict.calls.isEmpty, !verdict.calls.contains(where: { $0.outcome == verdict.outcome }) {
                problems.append("no call behind a \(verdict.outcome) says so")
            }
            if verdict.calls.contains(where: { $0.judge.isEmpty || $0.promptHash.isEmpty }) { problems.append("a call without judge or question") }
            if verdict.calls.contains(where: { $0.promptTokens < 0 || $0.completionTokens < 0 }) { problems.append("a call of fewer than no tokens") }
        }
        return problems
    }

    func placesInLine(_ judge: any Judge) async -> [String] {
        var problems: [String] = []
        for item in known {
            let verdict = await judge.verdict(on: item.question)
            let end = item.question.line.utf8.count
            if verdict.places.contains(where: { $0.lowerBound < 0 || $0.upperBound > end || $0.isEmpty }) {
                problems.append("\(verdict.places) in a line of \(end) bytes")
            }
            if verdict.outcome != .fail, !verdict.places.isEmpty { problems.append("a \(verdict.outcome) with places") }
        }
        return problems
    }
}
