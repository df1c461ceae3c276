// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@Suite struct PersonaStatementsTests {
    @Test(arguments: [
        ("", []), ("I like tea", ["I like tea"]), ("I like tea. I hate coffee!", ["I like tea.", "I hate coffee!"]),
        ("I am Dr. Lee. I know J. Smith.", ["I am Dr. Lee.", "I know J. Smith."]),
        ("It costs 3.50 now. Is it I? It is I. Yes", ["It costs 3.50 now.", "Is it I?", "It is I.", "Yes"]),
        ("- one\n* two\n\n  three  \r\n", ["one", "two", "three"]), ("Wait... what?", ["Wait...", "what?"]), ("-5 degrees", ["-5 degrees"]),
    ])
    func `a text is cut into its sentences`(text: String, sentences: [String]) {
        #expect(text.statements == sentences)
    }

    @Test func `statements enter the identifier only where there are any`() {
        let facts = [Fact("name", "anna")]
        let plain = Persona(facts: facts, policy: [])
        #expect(plain.id == "p-" + StableHash.hexadecimal("name=anna|"))
        #expect(Persona(facts: facts, policy: [], statements: []).id == plain.id)
        #expect(Persona(facts: facts, policy: [], statements: ["I like tea."]).id != plain.id)
        #expect(Persona(facts: facts, policy: [], statements: ["a", "b"]).id != Persona(facts: facts, policy: [], statements: ["b", "a"]).id)
    }

    @Test func `JSON without statements has none, and keeps its bytes`() throws {
        let old = #"{"declared":[],"facts":[{"attribute":"name","value":"anna","visibility":"shared"}],"id":"p-1","policy":[]}"#
        let persona = try JSONDecoder().decode(Persona.self, from: Data(old.utf8))
        #expect(persona.statements.isEmpty)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(persona), as: UTF8.self) == old)
        let new = Persona(facts: [], policy: [], statements: ["I like tea."])
        #expect(try JSONDecoder().decode(Persona.self, from: encoder.encode(new)) == new)
    }
}
