// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct LineStyleTests {
    @Test(arguments: [
        ("I need a train, please.", 5, false, true, Opening.request), ("Where is it", 3, true, false, .question),
        ("can I pay by card", 5, true, false, .question), ("Can", 1, false, false, .statement), ("It is six?", 3, true, false, .question),
        ("Hello!", 1, false, false, .greeting), ("Hi there, I am Ada Weber from York.", 8, false, false, .statement),
        ("...", 0, false, false, .nothing),
        ("THANKS", 1, false, true, .statement), ("What's up", 2, true, false, .question), ("what’s up", 2, true, false, .question),
        ("", 0, false, false, .nothing), ("I'm 'fine' — really", 3, false, false, .statement), ("pleased", 1, false, false, .statement),
        ("müde\u{a0}bin ich", 3, false, false, .statement), ("please", 1, false, true, .statement),
    ])
    func `words, questions, politeness and openings`(line: String, words: Int, isQuestion: Bool, isPolite: Bool, opening: Opening) {
        let style = LineStyle(line)
        #expect(style.words == words && style.isQuestion == isQuestion && style.isPolite == isPolite && style.opening == opening)
        #expect(style.isShort == (words <= 3))
    }

    @Test func `words are those that length counts`() {
        for line in ["Hello, I'd like 2 tickets to York on 12 May.", "no-one said: 'wait'!", "a@b.com", "x", "7 p.m. – or 8?", "don’t"] {
            let words = Words.of(line).map { String($0.map { $0 == "’" ? "'" : $0 }).trimming("'") }
            #expect(LineWords.hashes(of: line) == words.map { LineWords.hash(of: $0) }, "\(line)")
        }
    }

    @Test func `stored scores are found whatever their order, the first of a name`() {
        var reading = ScoreReading(["a", "b"])
        let layouts: [[Score]] = [
            [Score("x", 9), Score("a", 1), Score("b", 2)], [Score("b", 3), Score("a", 4)], [Score("a", 5, turn: 1), Score("a", 6), Score("a", 7)],
            [Score("b", nil), Score("x", 8), Score("y", 8), Score("a", 0)], [],
        ]
        let found = layouts.map { reading.read($0) }
        #expect(found[0] == [1, 2] && found[1] == [4, 3] && found[2][0] == 6 && found[2][1].isNaN)
        #expect(found[3][0] == 0 && found[3][1].isNaN && found[4].allSatisfy(\.isNaN) && found[4].count == 2)
    }

    @Test(arguments: [
        ("My name is Ada Weber.", "ada weber", true), ("ADA WEBER", "ada weber", true), ("It is ada", "ada weber", false),
        ("write to ada@post.com", "ada@post.com", true), ("code A12", "a12", true), ("code A13", "a12", false), ("", "ada", false),
    ])
    func `an answer that holds the true value says it`(answer: String, truth: String, holds: Bool) {
        #expect((AnswerCode.of(answer, question: "What is it?", truth: [truth]) == AnswerCode.of(value: truth)) == holds)
    }

    @Test func `answers with the same digits or the same words beyond the question agree`() {
        func code(_ answer: String) -> UInt32 { AnswerCode.of(answer, question: "What is the model of your router?", truth: []) }
        #expect(code("It is M88.") == code("my router model: m88") && code("It is M88") != code("It is M89"))
        #expect(code("the router is nova") == code("is your router Nova?") && code("nova") != code("nova one"))
        #expect(AnswerCode.mentions(in: "the router is big nova", question: "router?").contains(AnswerCode.of(value: "big nova")))
    }
}

extension StringProtocol {
    fileprivate func trimming(_ mark: Character) -> String {
        String(drop { $0 == mark }.reversed().drop { $0 == mark }.reversed())
    }
}
