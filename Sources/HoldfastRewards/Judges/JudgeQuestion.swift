// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One binary question about one line: a single criterion, with the ground truth attached.
///
/// What each text is depends on the criterion:
///
/// | criterion | `ground` | `line` | passes where |
/// |---|---|---|---|
/// | `prompt_to_line` | persona and goal, one statement a line | a line of the user | the line contradicts none of the statements |
/// | `line_to_line` | earlier lines of the user, one a line | a line of the user | the line contradicts none of them |
/// | `qa` | the true answer | the user's answer to the question that ends `dialogue` | the answers mean the same |
/// | `role` | nothing | a line of the user | it is spoken from the user's seat |
/// | `contrast` | a persona | a line of the user | the line could well be of this person |
/// | `goal_<kind>` | the component, and the status asked about | the newest line | the component has (or has kept) that status |
///
/// All of them are data: nothing in them is an instruction to the judge.
public struct JudgeQuestion: Hashable, Sendable, Codable {
    /// What is asked: one of `Criterion`.
    public var criterion: String
    /// What the line is held against.
    public var ground: String
    /// What was said before the line, as far as it matters to the question.
    public var dialogue: [JudgedLine]
    /// What is judged.
    public var line: String
    /// Index of the turn that the verdict is about; nil for none.
    public var turn: Int?

    /// A question about a line; nothing was said before it unless told otherwise.
    public init(criterion: String, ground: String, dialogue: [JudgedLine] = [], line: String, turn: Int? = nil) {
        self.criterion = criterion
        self.ground = ground
        self.dialogue = dialogue
        self.line = line
        self.turn = turn
    }
}

/// A line of a dialogue, as a judge is shown it.
public struct JudgedLine: Hashable, Sendable, Codable {
    /// Who said it.
    public var seat: Seat
    /// What was said.
    public var text: String

    /// A line of a seat.
    public init(_ seat: Seat, _ text: String) {
        self.seat = seat
        self.text = text
    }
}
