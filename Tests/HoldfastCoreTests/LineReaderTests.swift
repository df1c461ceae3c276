// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// One line, what came before it, and what it says.
struct Reading: CustomTestStringConvertible, Sendable {
    var line: String
    var acts: [DialogueAct] = []
    var claims: [Claim] = []
    var denials: [Claim] = []
    var asked: [Attribute] = []
    var testDescription: String { line }

    init(_ line: String, after acts: [DialogueAct] = [], claims: [Claim] = [], denials: [Claim] = [], asked: [Attribute] = []) {
        self.line = line
        self.acts = acts
        self.claims = claims
        self.denials = denials
        self.asked = asked
    }
}

struct LineReaderTests {
    static let reader = LineReader(
        lexicon: Lexicon(
            domain: "test",
            attributes: [
                AttributeLexicon("name", pattern: .open(words: 2), statements: ["my name is {}", "this is {}"]),
                AttributeLexicon("code", pattern: .open(words: 1), statements: ["my code is {}"]),
                AttributeLexicon("email", pattern: .open(words: 1), statements: ["my email is {}"]),
                AttributeLexicon("home", pattern: .open(words: 1), statements: ["i am from {}"]),
                AttributeLexicon(
                    "from", pattern: .closed(["leeds": ["leeds"], "new york": ["new york", "big apple"], "york": ["york"]]), statements: ["from {}"]),
                AttributeLexicon("day", pattern: .closed(["friday": ["friday"], "saturday": ["saturday"]]), statements: ["{}"]),
                AttributeLexicon("people", pattern: .number(1...99), statements: ["{} people", "for {}"]),
                AttributeLexicon(
                    "price", pattern: .open(words: 1), statements: [], questions: ["how much", "the price"], acceptsBareValue: false),
                AttributeLexicon(
                    "refund", pattern: .open(words: 1), statements: [], questions: ["how much do i get back"], acceptsBareValue: false),
            ]))

    static let readings: [Reading] = [
        Reading("My name is Anna Weber, thanks.", claims: [Claim("name", "anna weber")]),
        Reading("my name is anna and my code is K48", claims: [Claim("name", "anna"), Claim("code", "k48")]),
        Reading("My name is not Bruno.", denials: [Claim("name", "bruno")]),
        Reading("My email is weber.a88@post.com.", claims: [Claim("email", "weber.a88@post.com")]),
        Reading("I am from York.", claims: [Claim("home", "york")]),
        Reading("I’m from Hull", claims: [Claim("home", "hull")]),
        Reading("From the Big Apple?", claims: []),
        Reading("From Big Apple on FRIDAY!", claims: [Claim("from", "new york"), Claim("day", "friday")]),
        Reading("From New York.", claims: [Claim("from", "new york")]),
        Reading("From Leedsbury", claims: []),
        Reading("For twenty-one people", claims: [Claim("people", "21")]),
        Reading("for twenty one", claims: [Claim("people", "21")]),
        Reading("3 people, not Friday but Saturday", claims: [Claim("people", "3"), Claim("day", "saturday")], denials: [Claim("day", "friday")]),
        Reading("I don't want to go on Friday.", denials: [Claim("day", "friday")]),
        Reading("I don't know. Friday is fine.", claims: [Claim("day", "friday")]),
        Reading("How much do I get back?", asked: ["refund"]),
        Reading("How much is it?", asked: ["price"]),
        // Answers to a question.
        Reading("Anna Weber.", after: [DialogueAct(.request, attribute: "name")], claims: [Claim("name", "anna weber")]),
        Reading("Sure, it is Anna Weber, thank you.", after: [DialogueAct(.request, attribute: "name")], claims: [Claim("name", "anna weber")]),
        Reading("I would rather not say.", after: [DialogueAct(.request, attribute: "name")]),
        Reading("What do you mean?", after: [DialogueAct(.request, attribute: "name")]),
        Reading("Leeds, please", after: [DialogueAct(.request, attribute: "from")], claims: [Claim("from", "leeds")]),
        Reading("Four.", after: [DialogueAct(.request, attribute: "people")], claims: [Claim("people", "4")]),
        Reading("Four."),
        Reading(
            "Anna Weber, K48.", after: [DialogueAct(.request, attribute: "name"), DialogueAct(.request, attribute: "code")],
            claims: [Claim("name", "anna weber"), Claim("code", "k48")]),
        // Answers to a pressed value.
        Reading("Yes, that is right.", after: [DialogueAct(.presume, attribute: "people", value: "2")], claims: [Claim("people", "2")]),
        Reading("No, that is not right.", after: [DialogueAct(.presume, attribute: "people", value: "2")], denials: [Claim("people", "2")]),
        Reading("That is not correct.", after: [DialogueAct(.presume, attribute: "people", value: "2")], denials: [Claim("people", "2")]),
        Reading(
            "No, three people.", after: [DialogueAct(.confirm, attribute: "people", value: "2")], claims: [Claim("people", "3")],
            denials: [Claim("people", "2")]),
        Reading("Three.", after: [DialogueAct(.confirm, attribute: "people", value: "2")], claims: [Claim("people", "3")]),
        Reading("Yes, for two.", after: [DialogueAct(.confirm, attribute: "people", value: "2")], claims: [Claim("people", "2")]),
        Reading("Not two people!", after: [DialogueAct(.confirm, attribute: "people", value: "2")], denials: [Claim("people", "2")]),
        Reading("Yes, please.", after: [DialogueAct(.offer, attribute: "day", value: "saturday")], claims: [Claim("day", "saturday")]),
        Reading("No.", after: [DialogueAct(.offer, attribute: "day", value: "saturday")], denials: [Claim("day", "saturday")]),
        Reading("Yes, go ahead.", after: [DialogueAct(.offer, intent: "book")]),
        Reading(""),
        Reading("?!"),
    ]

    @Test(arguments: readings)
    fileprivate func reads(_ expected: Reading) {
        let reading = Self.reader.read(expected.line, after: expected.acts)
        #expect(Set(reading.claims) == Set(expected.claims))
        #expect(Set(reading.denials) == Set(expected.denials))
        #expect(reading.asked == expected.asked)
    }

    @Test func hearsYesAndNo() {
        let lines: [(String, Bool, Bool)] = [
            ("Yes.", true, false), ("That works, thanks", true, false), ("No, thank you.", false, true), ("Nope", false, true),
            ("That is not right.", false, true), ("I'm not sure.", false, true), ("Hello there", false, false),
        ]
        for (line, affirms, negates) in lines {
            let reading = Self.reader.read(line, after: [])
            #expect(reading.affirms == affirms, "\(line)")
            #expect(reading.negates == negates, "\(line)")
        }
    }

    @Test(arguments: [(0, "zero"), (7, "seven"), (19, "nineteen"), (20, "twenty"), (42, "forty-two"), (100, "100")])
    func spellsNumbers(number: Int, word: String) {
        #expect(NumberWords.spell(number) == word)
    }
}
