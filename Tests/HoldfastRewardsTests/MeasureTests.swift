// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct MeasureTests {
    @Test(
        arguments: [
            ("a b c", ["a", "b", "c"]), ("I'm  OK, thanks!", ["i'm", "ok", "thanks"]), ("10:30", ["10", "30"]), ("Zürich...", ["zürich"]), ("—", []),
        ] as [(String, [String])])
    func words(text: String, expected: [String]) {
        #expect(LineText(text).words == expected)
    }

    @Test(
        arguments: [
            (["a b c"], 1), (["a b", "a b"], 0.5), (["a b a b a"], 0.5), (["a b", "c"], 1), (["a", "b"], nil), ([], nil),
            (["yes please", "Yes, please!", "no thanks"], 2.0 / 3),
        ] as [([String], Double?)])
    func distinct2(lines: [String], expected: Double?) {
        #expect(isClose(LexicalMeasures.distinct2(lines.map(LineText.init)), expected), "\(lines)")
    }

    @Test func wordsPerLine() {
        #expect(LexicalMeasures.words(["a b", "c", ""].map(LineText.init)) == 1)
        #expect(LexicalMeasures.words([]) == nil)
    }

    @Test(
        arguments: [
            (EndingReason.userStop, StopDecision.correct, 1), (.userStop, .premature, 0), (.turnLimit, .missed, 0), (.turnLimit, .cutOff, 0),
            (.agentStop, .missed, 0), (.contextLimit, .cutOff, 0), (.invalidUser, .cutOff, 0), (.failure, nil, nil),
        ] as [(EndingReason, StopDecision?, Double?)])
    func stopScore(reason: EndingReason, stop: StopDecision?, expected: Double?) {
        #expect(Ending(reason: reason, stop: stop).stopScore == expected, "\(reason) \(String(describing: stop))")
    }
}
