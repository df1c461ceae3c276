// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

struct FreeTextAnswerTests {
    @Test(
        arguments: [
            ("Where do you live?", "Nottingham", "I live in Nottingham.", .pass), ("Where do you live?", "Nottingham", "I live in Leeds.", .fail),
            ("Where do you live?", "Nottingham", "Leeds", .fail), ("How many dogs do you have?", "two", "I have 2 dogs.", .pass),
            ("How many dogs do you have?", "Two.", "Three, all of them black.", .fail), ("Do you smoke?", "No", "Yes, a lot.", .fail),
            ("Do you smoke?", "no", "No, never.", .pass), ("What is your phone number?", "576944", "It is 576944.", .pass),
            ("What is your phone number?", "576944", "My number is 576945", .fail), ("What is your name?", "Wendy Ellis", "I'm Wendy Ellis.", .pass),
            ("What is your name?", "Wendy Ellis", "Anna Weber", .fail), ("What is your job?", "You work as a nurse.", "I am a lawyer.", .fail),
            ("What is your job?", "You work as a nurse.", "I'm a nurse.", .pass), ("How old are you?", "45", "I'm forty-five.", .pass),
            ("How old are you?", "45", "I turned 30 this year.", .fail), ("What is your favorite color?", "blue", "Red, I think.", .fail),
            ("What is your favorite color?", "blue", "My favorite color is blue.", .pass),
            ("What do you like?", "music", "That is private.", .abstain),
            ("Why are you here?", "to return a coat", "The weather is nice.", .abstain),
        ] as [(String, String, String, VerdictOutcome)])
    func `an answer passes, fails or leaves it open`(question: String, truth: String, answer: String, outcome: VerdictOutcome) {
        let verdict = FreeTextJudge().decide(
            JudgeQuestion(criterion: Criterion.questionAndAnswer, ground: truth, dialogue: [JudgedLine(.agent, question)], line: answer))
        #expect(verdict.outcome == outcome, "'\(question)' '\(answer)' where '\(truth)' is true: \(verdict.evidence)")
    }

    @Test(
        arguments: [
            ("What is your name?", "Hello Larry, it's nice to meet you."), ("What's your favorite food?", "It's so sweet and refreshing."),
            ("What's your favorite color?", "That's a good choice."), ("What is your favorite food?", "It's a happy food."),
            ("What do you do for a living?", "I love to cook."),
            ("My favorite food is pizza.", "Nice!"), ("What is your favorite food?", "I love sushi too."),
            ("Where do you live?", "I am going to Paris soon."),
        ])
    func `what only sounds like an answer is none`(before: String, line: String) {
        let persona = "My name is George.\nMy favorite food is papaya.\nMy favorite color is red.\nI am a teacher.\nI live in Leeds."
        let verdict = FreeTextJudge().decide(
            JudgeQuestion(criterion: Criterion.promptToLine, ground: persona, dialogue: [JudgedLine(.agent, before)], line: line))
        #expect(verdict.outcome != .fail, "'\(line)' after '\(before)': \(verdict.evidence)")
    }

    @Test(
        arguments: [
            (["I have two dogs."], "I have three dogs.", .fail), (["I love jazz.", "I work as a nurse."], "I'm a nurse, yes.", .pass),
            (["Hello there!", "You like jazz?"], "I hate jazz.", .abstain), (["I live in Leeds."], "Nice to meet you.", .abstain),
        ] as [([String], String, VerdictOutcome)])
    func `a line is held against earlier own lines`(earlier: [String], line: String, outcome: VerdictOutcome) {
        let question = JudgeQuestion(criterion: Criterion.lineToLine, ground: earlier.joined(separator: "\n"), line: line, turn: 4)
        let verdict = FreeTextJudge().decide(question)
        #expect(verdict.outcome == outcome, "\(verdict.evidence)")
        #expect(verdict.turn == 4 && verdict.criterion == Criterion.lineToLine)
        #expect(FreeTextGround(lines: earlier).finding(on: line).conflicts.isEmpty == (outcome != .fail))
    }

    @Test func `a failing verdict names both sentences and the place in the line's bytes`() throws {
        let line = "Oh 😀 s\u{00FC}ss! I have three dogs."
        let verdict = FreeTextJudge().decide(JudgeQuestion(criterion: Criterion.promptToLine, ground: "I have two dogs.\nI like tea.", line: line))
        #expect(verdict.outcome == .fail)
        #expect(verdict.evidence.contains("I have three dogs") && verdict.evidence.contains("I have two dogs") && verdict.evidence.contains("has"))
        let place = try #require(verdict.places.first)
        #expect(String(decoding: Array(line.utf8)[place], as: UTF8.self) == "have three dogs")
    }

    @Test(arguments: [Criterion.role, Criterion.contrast, Criterion.goal(.task), Criterion.stop])
    func `it abstains on what it has no rule for`(criterion: String) async {
        let verdict = await FreeTextJudge().verdict(on: JudgeQuestion(criterion: criterion, ground: "I have two dogs.", line: "I have three dogs."))
        #expect(verdict.outcome == .abstain && verdict.abstention == .nothingKnown)
    }

    @Test(arguments: [
        "", "   ", "\n\n", "?", "\"", "😀😀", "I", "my", "I have", "\u{FFFD}\u{0000}", String(repeating: "I have two dogs and ", count: 500),
    ])
    func `odd texts are read without harm`(text: String) {
        let judge = FreeTextJudge()
        for criterion in [Criterion.promptToLine, Criterion.lineToLine, Criterion.questionAndAnswer] {
            for (ground, line) in [(text, "I have no pets."), ("I have two dogs.", text), (text, text)] {
                let verdict = judge.decide(JudgeQuestion(criterion: criterion, ground: ground, line: line))
                for place in verdict.places { #expect(place.upperBound <= line.utf8.count && !place.isEmpty) }
            }
        }
    }
}
