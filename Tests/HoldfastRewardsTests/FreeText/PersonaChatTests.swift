// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

struct PersonaChatTests {
    static let text = """
        \u{FEFF}user 1 personas,user 2 personas,Best Generated Conversation\r
        "I have two dogs.
        I like tea.","I am a nurse.
        My favorite color is blue.","User 1: Hello, ""friend""!
        User 2: Hi.
        How are you?
        User 1: I like tea, too."\r
        I hate rain.,"I live in Leeds.
        My favorite color is red.",User 1: Hm.
        """

    @Test func `a corpus is read with its quoted fields of several lines`() throws {
        let dialogues = try PersonaChatDialogue.read(Self.text)
        #expect(dialogues.map(\.row) == [0, 1])
        #expect(dialogues[0].personas == ["I have two dogs.\nI like tea.", "I am a nurse.\nMy favorite color is blue."])
        let first = dialogues[0].lines(of: .first)
        #expect(first.map(\.text) == ["Hello, \"friend\"!", "I like tea, too."])
        #expect(first.map(\.before) == [nil, "Hi. How are you?"])
        #expect(dialogues[0].lines(of: .second).map(\.before) == ["Hello, \"friend\"!"])
        #expect(dialogues[1].persona(of: .second) == "I live in Leeds.\nMy favorite color is red.")
        #expect(dialogues.allSatisfy { $0.half == 0 || $0.half == 1 })
    }

    @Test(
        arguments: [
            ("", "no record"), ("a,b\n\"x,y\n", "never ends"), ("a,b\n1,2,3\n", "record 2 has 3 fields"),
            ("a,b\n1,2\n", "no field 'user 1 personas'"),
        ])
    func `a text that is no such corpus is refused with the place`(text: String, part: String) {
        let error = #expect(throws: HoldfastError.self) { try PersonaChatDialogue.read(text) }
        #expect(error?.message.contains(part) ?? false, "\(String(describing: error))")
    }

    @Test(
        arguments: [
            ("a\n", []), ("a,b\n,\n", [["", ""]]), ("a\n\"\"\n", [[""]]),
            ("a,b\n\"1\"\"2\",\"3\r\n4\"\r\n\r\nx,y", [["1\"2", "3\r\n4"], ["x", "y"]]),
        ] as [(String, [[String]])])
    func `fields come as they were quoted`(text: String, records: [[String]]) throws {
        #expect(try CommaSeparatedText(text).records == records)
    }

    @Test func `items are labelled by how they were made`() throws {
        let dialogues = try PersonaChatDialogue.read(Self.text)
        let items = PersonaChatItems.items(of: dialogues, seed: 3)
        #expect(items == PersonaChatItems.items(of: dialogues, seed: 3))
        #expect(Set(items.map(\.id)).count == items.count)
        #expect(items.allSatisfy { $0.labels.count == 1 && $0.labels[0].rater == "construction" && $0.question.criterion == Criterion.promptToLine })
        func outcome(_ line: String) -> VerdictOutcome? { items.first { $0.question.line == line }?.labels[0].outcome }
        #expect(outcome("I have 3 dogs.") == .fail)
        #expect(outcome("To be honest, I hate tea.") == .fail)
        #expect(outcome("My favorite color is red.") == .fail)
        #expect(outcome("You know, I'm a nurse.") == .pass)
        let own = try #require(items.first { $0.question.line == "I like tea, too." })
        let before = own.question.dialogue
        #expect(own.labels[0].outcome == .pass && before == [JudgedLine(.agent, "Hi. How are you?")])
    }

    static let constructed: [(String, String)] = [
        ("I hate rain.", "I love rain!"), ("I do not eat meat.", "Well, I eat meat."), ("I can dance.", "I can't dance."),
        ("I am 40 years old.", "I am 49 years old."),
        ("I have a cat.", "Sadly, I don't have a cat."), ("I am a cook.", "I'm not a cook."), ("I drive a van.", "I do not drive a van."),
        ("I never run.", "I run all the time."),
    ]

    @Test(arguments: constructed)
    func `rules make contradicting lines`(fact: String, line: String) {
        #expect(ConstructedLine.from(fact).contains { $0.line == line && $0.contradicts }, "\(ConstructedLine.from(fact).map(\.line))")
    }

    @Test(arguments: ["", "My mother is a nurse.", "I like tea but I hate coffee.", "..."])
    func `no rule contradicts what it does not fit`(fact: String) {
        #expect(ConstructedLine.from(fact).filter(\.contradicts).isEmpty)
    }
}
