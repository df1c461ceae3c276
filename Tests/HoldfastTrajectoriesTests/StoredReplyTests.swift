// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastTrajectories

@Suite struct StoredReplyTests {
    @Test(
        arguments: [
            ("It fits. NO", .pass, true), ("It contradicts. YES", .fail, false), ("**NO**", .pass, true), ("YES.", .fail, false),
            ("", .abstain, true),
            ("  \n", .abstain, true), ("I cannot judge this.", .abstain, true), ("I'm sorry, no", .abstain, true),
            ("The line is neutral", .abstain, true),
            ("Answer YES or NO: NO", .pass, false), ("Answer YES or NO", .abstain, false), ("Yes.", .fail, true), ("no", .pass, true),
            ("No, it does not.", .pass, true), ("There is no conflict here", .abstain, true), ("NO, although YES was close. YES", .fail, false),
            ("YES and then NO, said once more", .fail, false), ("it is YES or perhaps NO in the end of it", .abstain, false),
            ("NOTHING", .abstain, true),
            ("'YES'", .fail, false), ("The answer is “NO”", .pass, true),
        ] as [(String, VerdictOutcome, Bool)])
    func `a reply decides only what it says`(text: String, outcome: VerdictOutcome, countsAsConsistent: Bool) {
        let reply = StoredReply(line: 0, text: text)
        #expect(reply.outcome == outcome)
        #expect(reply.countsAsConsistent == countsAsConsistent)
    }

    @Test(
        arguments: [
            ("[0, 2]", [0, 2]), ("none: []", []), ("['1', \"3\"]", [1, 3]), ("[None]", [nil]), ("[0, None, -4]", [0, nil, -4]), ("[7-3]", [4]),
            ("[2, 4,]", [2, 4]), ("[True, 2.0, 1.5]", [1, 2, nil]), ("[ 1 ,2 ]", [1, 2]), ("[' 1']", [1]), ("[1, 2] or [3]", [1, 2]), ("[\n[4]", [4]),
            ("[00]", [0]),
        ] as [(String, [Int?])])
    func `a list is read as Python reads it`(text: String, numbers: [Int?]) {
        #expect(BracketedList.first(in: text)?.numbers == numbers)
    }

    @Test(arguments: [
        "", "none", "[1, 3", "[line 3]", "[1 2]", "[01]", "[,]", "[1,,2]", "['1', 2]", "['a']", "[...]", "[1-]", "[99999999999999999999]", "[\"1]",
        "[1\n]", "[[1, 2]]",
    ])
    func `what Python would fail on is no list`(text: String) {
        #expect(BracketedList.first(in: text) == nil)
    }

    @Test(arguments: [("[line 3] and [2]", [2]), ("[1,\n 3]", [1, 3]), ("[0] [1]", [0])])
    func `what the judge says is the first list that is one`(text: String, numbers: [Int?]) {
        #expect(BracketedList.any(in: text)?.numbers == numbers)
    }

    @Test func `a label is what most lines begin with`() {
        let lines = ["Ana: Hi.\n", "Ana : Ana: ?!\n", "Well: no.", "Ana: at 5: tea\n"]
        let label = SpeakerLabel(of: lines)
        #expect(lines.map(label.spoken) == ["Hi.", "Ana: ?!", "Well: no.", "at 5: tea"])
        #expect(lines.map(label.isWordless) == [false, true, false, false])
        #expect(SpeakerLabel(of: ["One: a", "b", "c"]).name.isEmpty)
        #expect(SpeakerLabel(of: []).spoken(" x \n") == "x")
    }
}
