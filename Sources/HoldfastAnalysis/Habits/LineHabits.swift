// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What can be seen on one line of the user without a model: its length, its manners, and how much of it was said before.
struct LineHabits {
    /// Words of the line.
    let words: Int
    /// Whether it asks something.
    let asks: Bool
    /// Whether it says please, thanks or sorry.
    let isPolite: Bool
    /// Whether it takes leave.
    let takesLeave: Bool
    /// Whether it speaks of the instructions that make it a simulated user: `not mentioned in my instruction`.
    let showsInstructions: Bool
    /// Whether an earlier own line has the same words; nil for a short line and for the first.
    let isSaidAgain: Bool?
    /// Whether more than half of its four-word sequences stand in earlier own lines; nil for a short line and for the first.
    let isMostlySaidAgain: Bool?
    /// Whether more than half of its four-word sequences stand in the line it answers; nil for a short line and where there is none.
    let isEcho: Bool?

    /// Lines of fewer words have no four-word sequence.
    static let longLine = 4
    /// Lines of fewer words count as short, as in the study that compares users with people (arXiv:2603.11245).
    static let shortLine = 5

    private static let polite: Set<Substring> = [
        "please", "thank", "thanks", "thankyou", "appreciate", "appreciated", "sorry", "kindly", "grateful", "pardon", "apologize", "apologies",
    ]
    private static let leave: Set<Substring> = ["goodbye", "bye"]
    private static let leaveDays: Set<Substring> = ["day", "one", "evening", "night", "weekend", "afternoon", "morning", "time"]

    /// The habits of a dialogue's user lines, in order.
    static func of(_ turns: [Turn]) -> [LineHabits] {
        var habits: [LineHabits] = []
        var own: Set<[Substring]> = []
        var ownGrams: Set<[Substring]> = []
        var answered: Set<[Substring]>?
        for turn in turns {
            let words = Words.of(turn.text)
            let grams = Self.grams(words)
            guard turn.seat == .user else {
                answered = turn.text.isEmpty ? answered : Set(grams)
                continue
            }
            let isLong = words.count >= longLine
            habits.append(
                LineHabits(
                    words: words.count, asks: turn.text.contains("?"), isPolite: words.contains(where: polite.contains),
                    takesLeave: takesLeave(words), showsInstructions: showsInstructions(words),
                    isSaidAgain: isLong && !habits.isEmpty ? own.contains(words) : nil,
                    isMostlySaidAgain: isLong && !habits.isEmpty ? 2 * grams.count(where: ownGrams.contains) > grams.count : nil,
                    isEcho: isLong ? answered.map { heard in 2 * grams.count(where: heard.contains) > grams.count } : nil))
            own.insert(words)
            ownGrams.formUnion(grams)
            answered = nil
        }
        return habits
    }

    private static func grams(_ words: [Substring]) -> [[Substring]] {
        words.count < longLine ? [] : (0...words.count - longLine).map { Array(words[$0..<$0 + longLine]) }
    }

    /// People have no instructions of their own, and know no scenario that they are in.
    private static func showsInstructions(_ words: [Substring]) -> Bool {
        words.indices.contains { index in
            switch words[index] {
            case "instruction", "instructions": index > 0 && (words[index - 1] == "my" || words[..<index].suffix(2).elementsEqual(["in", "the"]))
            case "scenario": index > 0 && (words[index - 1] == "my" || words[..<index].suffix(2).elementsEqual(["in", "the"]))
            default: false
            }
        }
    }

    /// `goodbye`, or `have a nice day`.
    private static func takesLeave(_ words: [Substring]) -> Bool {
        if words.contains(where: leave.contains) { return true }
        guard let have = words.firstIndex(of: "have") else { return false }
        let rest = words[(have + 1)...].prefix(4)
        return (rest.first == "a" || rest.first == "an") && rest.contains(where: leaveDays.contains)
    }
}
