// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@testable import HoldfastAnalysis

@Suite struct LineHabitsTests {
    private static func habits(_ lines: [String]) -> [LineHabits] {
        LineHabits.of(lines.enumerated().map { Turn(index: $0, seat: $0.isMultiple(of: 2) ? .user : .agent, text: $1) })
    }

    @Test("a line's words, questions, manners and leave are seen")
    func manners() {
        let lines = [
            "Could you help me, please?", "", "No", "", "Thanks! Have a wonderful day", "", "Goodbye", "", "I have a day off", "", "Sorry...",
        ]
        let habits = Self.habits(lines)
        #expect(habits.map(\.words) == [5, 1, 5, 1, 5, 1])
        #expect(habits.map(\.asks) == [true, false, false, false, false, false])
        #expect(habits.map(\.isPolite) == [true, false, true, false, false, true])
        #expect(habits.map(\.takesLeave) == [false, false, true, true, true, false])
    }

    @Test("a line that speaks of the user's instructions is seen")
    func instructions() {
        let told = ["It is not mentioned in my instruction", "That is not in the instructions", "in the scenario I am given"]
        let fine = ["Please send me the instructions", "I follow instructions", "What are the return instructions?", "a worst case scenario"]
        for line in told { #expect(Self.habits([line])[0].showsInstructions, "\(line)") }
        for line in fine { #expect(!Self.habits([line])[0].showsInstructions, "\(line)") }
    }

    @Test("what was said before is repetition, and what the agent just said is an echo")
    func again() {
        let habits = Self.habits([
            "I want to cancel my order now", "You want to cancel order five six?", "I want to cancel my order now", "Which one?",
            "I want to cancel my order today", "Shall I cancel order number five for you?", "Cancel order number five for me", "x", "yes",
        ])
        #expect(habits.map(\.isSaidAgain) == [nil, true, false, false, nil])
        // Three of the four sequences of the third line are old.
        #expect(habits.map(\.isMostlySaidAgain) == [nil, true, true, false, nil])
        #expect(habits.map(\.isEcho) == [nil, false, false, true, nil])
    }
}
