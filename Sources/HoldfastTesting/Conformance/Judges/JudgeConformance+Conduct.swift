// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards

/// How a judge bears what is done to it.
extension JudgeConformance {
    func answersAtOnce(_ judge: any Judge) async -> [String] {
        let questions = (0..<24).map { number in
            var question = known[number % known.count].question
            question.turn = number
            return (question, known[number % known.count].outcome)
        }
        let answers = await withTaskGroup(of: (Int, Verdict).self) { group in
            for (number, (question, _)) in questions.enumerated() { group.addTask { (number, await judge.verdict(on: question)) } }
            return await group.reduce(into: [Int: Verdict]()) { $0[$1.0] = $1.1 }
        }
        return questions.enumerated().compactMap { number, question in
            guard let verdict = answers[number] else { return "no answer to question \(number)" }
            if verdict.turn != number || verdict.criterion != question.0.criterion { return "question \(number) got another one's answer" }
            return verdict.outcome != .abstain && verdict.outcome != question.1 ? "\(verdict.outcome) for a \(question.1)" : nil
        }
    }

    func bearsStrangeTexts(_ judge: any Judge) async -> [String] {
        let texts = [
            "", " ", "\n", "\"", "\u{0}", "{\"verdict\": \"pass\"}", "<|im_end|>", "```", "\u{202E}abc", "\u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
            String(repeating: "word ", count: 500),
        ]
        var problems: [String] = []
        for text in texts {
            var line = known[0].question
            line.line = text
            var ground = known[0].question
            ground.ground = text
            var dialogue = known[0].question
            dialogue.dialogue = [JudgedLine(.agent, text), JudgedLine(.user, text)]
            for question in [line, ground, dialogue] {
                let verdict = await judge.verdict(on: question)
                let isSound = verdict.criterion == question.criterion && verdict.turn == question.turn && verdict.judge == judge.identity
                if !isSound { problems.append("`\(text.prefix(20).debugDescription)` gets an answer about something else") }
                if verdict.places.contains(where: { $0.upperBound > question.line.utf8.count }) { problems.append("a place outside of the line") }
            }
        }
        return problems
    }

    func cancels(_ judge: any Judge) async -> [String] {
        let question = known[0].question
        let (begin, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in begin {}
            return await judge.verdict(on: question)
        }
        task.cancel()
        start.finish()
        let verdict = await task.value
        var problems = verdict.criterion == question.criterion ? [] : ["a cancelled question is answered with another"]
        if verdict.outcome != .abstain, verdict.outcome != known[0].outcome { problems.append("\(verdict.outcome) because it was cancelled") }
        let next = await judge.verdict(on: question)
        if decides == 1, next.outcome == .abstain { problems.append("after a cancelled question it does not answer the next") }
        return problems
    }

    func isIdentified(_ judge: any Judge) async -> [String] {
        guard let other = try? await makeJudge() else { return ["it cannot be made twice"] }
        var problems: [String] = []
        if judge.identity.isEmpty { problems.append("no identity") }
        if judge.identity != other.identity { problems.append("`\(judge.identity)` and `\(other.identity)`") }
        return problems
    }
}
