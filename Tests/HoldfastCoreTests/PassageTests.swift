// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

/// Where in a line a claim or a denial stands.
@Suite struct PassageTests {
    @Test(arguments: [
        ("My name is Anna Weber, thanks.", [], Claim("name", "anna weber"), false, "Anna Weber"),
        ("my name is anna and my code is K48", [], Claim("code", "k48"), false, "K48"),
        ("From the north, from Big Apple on FRIDAY!", [], Claim("from", "new york"), false, "Big Apple"),
        ("For twenty one, please", [], Claim("people", "21"), false, "twenty one"),
        ("I don't want to go on Friday.", [], Claim("day", "friday"), true, "Friday"),
        ("Für mich: my code is ß9", [], Claim("code", "ß9"), false, "ß9"),
        ("Well, yes.", [DialogueAct(.presume, attribute: "people", value: "3")], Claim("people", "3"), false, "yes"),
        ("No, that is wrong", [DialogueAct(.presume, attribute: "people", value: "3")], Claim("people", "3"), true, "No"),
        ("Leeds, I guess", [DialogueAct(.request, attribute: "from")], Claim("from", "leeds"), false, "Leeds"),
        ("It's Bo Ek.", [DialogueAct(.request, attribute: "name")], Claim("name", "bo ek"), false, "Bo Ek"),
    ])
    func `a passage is the words that say it`(line: String, acts: [DialogueAct], claim: Claim, isDenied: Bool, words: String) throws {
        let located = LineReaderTests.reader.locate(line, after: acts)
        let passage = try #require(located.passages.first { $0.claim == claim && $0.isDenied == isDenied }, "\(located)")
        #expect(String(decoding: Array(line.utf8)[passage.place], as: UTF8.self) == words)
    }

    @Test(arguments: LineReaderTests.readings)
    func `there is one passage per claim and denial`(_ reading: Reading) {
        let located = LineReaderTests.reader.locate(reading.line, after: reading.acts)
        #expect(Set(located.passages.filter { !$0.isDenied }.map(\.claim)) == Set(located.reading.claims))
        #expect(Set(located.passages.filter(\.isDenied).map(\.claim)) == Set(located.reading.denials))
        #expect(located.passages.count == located.reading.claims.count + located.reading.denials.count)
        for passage in located.passages {
            #expect(!passage.place.isEmpty && passage.place.upperBound <= reading.line.utf8.count, "\(passage)")
        }
    }
}
