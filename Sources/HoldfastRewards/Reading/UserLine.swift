// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A line of the user with all that the judges look at: read once, judged many times.
public struct UserLine: Hashable, Sendable {
    /// The line as it stands in the dialogue.
    public var turn: Turn
    /// The agent's acts right before it.
    public var acts: [DialogueAct]
    /// Its words, taken from the turn's text when the line is made.
    public var text: LineText
    /// What it says; nil where the domain has no lexicon.
    public var reading: LineReading?
    /// Where it says so.
    public var passages: [Passage]
    /// Why it is no valid line, or nil.
    public var fault: LineFault?

    /// A line with what was read in it; without a fault it counts as valid.
    public init(turn: Turn, acts: [DialogueAct], reading: LineReading?, passages: [Passage] = [], fault: LineFault? = nil) {
        self.turn = turn
        self.acts = acts
        self.text = LineText(turn.text)
        self.reading = reading
        self.passages = passages
        self.fault = fault
    }
}

extension Episode {
    /// The user's lines, read with a reader (nil where there is none) and passed through the validity gate.
    ///
    /// The line that ended an episode as `invalidUser` is always at fault, whatever its text looks like.
    public func userLines(reader: LineReader?, gate: ValidityGate = ValidityGate()) -> [UserLine] {
        var lines: [UserLine] = []
        var earlier: [LineText] = []
        // Lines are large values: they are reached by their place, and copied once.
        for place in turns.indices where turns[place].seat == .user {
            let turn = turns[place]
            let acts = acts(before: turn)
            let located = reader?.locate(turn.text, after: acts)
            var line = UserLine(turn: turn, acts: acts, reading: located?.reading, passages: located?.passages ?? [])
            line.fault = gate.fault(of: line, earlier: earlier)
            earlier.append(line.text)
            lines.append(consume line)
        }
        if ending.reason == .invalidUser, let last = lines.indices.last, lines[last].fault == nil { lines[last].fault = .malformed }
        return lines
    }
}
