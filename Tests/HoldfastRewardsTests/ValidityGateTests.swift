// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

@Suite struct ValidityGateTests {
    @Test(
        arguments: [
            ("i would like to go to boston", nil), ("yes", nil), ("no, thanks.", nil), ("2", nil), ("Zürich", nil),
            ("the agent: was it you?", nil), ("my user name is kim", nil), ("at 10:30 please", nil),
            ("", .empty), ("  \n", .empty), ("...?!", .wordless), ("- | -", .wordless),
            ("Assistant: how can I help", .roleLeakage), ("yes\n user: and now", .roleLeakage), ("ok <|agent|> fine", .roleLeakage),
            ("As an AI, I cannot say", .roleLeakage), ("I'm sorry, I can't help with that.", .roleLeakage),
            ("How may I help you today?", .roleLeakage), ("Is there anything else I can do?", .roleLeakage),
            ("no no no no no no", .repetition), ("to boston to boston to boston to boston", .repetition),
            ("no no no", nil), ("two people on monday, and two people on friday", nil),
        ] as [(String, LineFault?)])
    func faults(text: String, fault: LineFault?) {
        #expect(ValidityGate().fault(of: RewardFixture.line(text), earlier: []) == fault, "\(text)")
    }

    @Test func aCutLineIsUnfinished() {
        var line = RewardFixture.line("i want to go")
        line.turn.finish = .length
        #expect(ValidityGate().fault(of: line, earlier: []) == .unfinished)
    }

    @Test(
        arguments: [
            ("the second time", ["i want a room", "to boston please now"], [], nil),
            ("the third time", ["to boston please now", "to boston, please, now", "i want a room"], [], LineFault.repetition),
            ("the third time, asked to say it again", ["to boston please now", "yes", "to boston please now", "no"], [DialogueAct(.clarify)], nil),
            ("three in a row", ["to boston please now", "to boston please now"], [DialogueAct(.clarify)], .repetition),
        ] as [(String, [String], [DialogueAct], LineFault?)])
    func repeatedLines(name: String, earlier: [String], acts: [DialogueAct], fault: LineFault?) {
        let line = RewardFixture.line("To Boston, please, now!", acts: acts)
        #expect(ValidityGate().fault(of: line, earlier: earlier.map(LineText.init)) == fault, "\(name)")
    }

    @Test func shortLinesMayBeRepeated() {
        #expect(ValidityGate().fault(of: RewardFixture.line("yes please"), earlier: [LineText("yes please"), LineText("yes please")]) == nil)
    }

    @Test func theLineThatEndedTheEpisodeIsAtFault() {
        let episode = RewardFixture.episode(["hello", "to boston", "ok", "well"], ending: Ending(reason: .invalidUser, stop: .cutOff))
        #expect(episode.userLines(reader: nil).map(\.fault) == [nil, .malformed])
    }
}
