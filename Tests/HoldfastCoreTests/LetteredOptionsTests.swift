// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@Suite struct LetteredOptionsTests {
    private static let options = ["York", "New York", "Bath", "b4278", "E"]

    @Test func `a question reads its options out under letters`() {
        #expect(
            LetteredOptions.line("Where do you live?", options: ["York", "Bath"])
                == "Where do you live? A: York, B: Bath. Please answer with one letter.")
    }

    @Test(
        arguments: [
            ("A", 0), ("a", 0), (" c. ", 2), ("(D)", 3), ("B)", 1), ("A: York", 0), ("B) new york.", 1), ("York", 0), ("\"bath\"", 2),
            ("NEW YORK!", 1),
            ("b4278", 3), ("D: B4278", 3), ("E", 4), ("e: E", 4),
            // Nothing else is a choice.
            ("", nil), ("...", nil), ("A: Bath", nil), ("A or B", nil), ("The answer is A", nil), ("I live in York.", nil), ("York, I think", nil),
            ("F", nil), ("AB", nil), ("A York Bath", nil), ("Leeds", nil), ("b4279", nil), ("é", nil), ("1", nil), ("York New York", nil),
        ] as [(String, Int?)]) func `is read strictly`(answer: String, choice: Int?)
    {
        #expect(LetteredOptions.choice(in: answer, of: Self.options) == choice, "\(answer)")
    }

    @Test func `a letter that is also another option's text is no choice`() {
        #expect(LetteredOptions.choice(in: "b", of: ["B", "C"]) == nil)
        #expect(LetteredOptions.choice(in: "b", of: ["A", "B"]) == 1)
        #expect(LetteredOptions.choice(in: "A", of: []) == nil)
    }

    @Test func `a record names the option it chose`() {
        var record = ProbeRecord(turn: 1, attribute: "city", question: "?", answer: "c", kind: .choice, options: Self.options)
        #expect(record.chosenOption == "Bath")
        record.answer = "bathroom"
        #expect(record.chosenOption == nil)
    }
}
