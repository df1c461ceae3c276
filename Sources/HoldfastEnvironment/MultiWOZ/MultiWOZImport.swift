// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A human dialogue as supervised material: the scenario its user was in, and its lines.
public struct MultiWOZExample: Hashable, Sendable, Codable {
    /// The goal, and what of it is known of the person, as a scenario; its split is the dialogue's.
    public var scenario: Scenario
    /// Begins with the agent's greeting, which the corpus lacks, and ends with the user's last line, whose `finish` is
    /// `endOfDialogue`; that of the user's other lines is `endOfTurn`.
    public var turns: [Turn]
    /// Whether every value the annotators found in the user's lines agrees with the scenario's ledger. Humans of the corpus
    /// now and then ask for what they were not told to ask for; material that must not teach drift leaves those dialogues out.
    public var isConsistent: Bool

    /// An example from its parts.
    public init(scenario: Scenario, turns: [Turn], isConsistent: Bool) {
        self.scenario = scenario
        self.turns = turns
        self.isConsistent = isConsistent
    }
}

/// Scenarios and supervised dialogues from the corpus.
public enum MultiWOZImport {
    /// One scenario per dialogue, in the order of the file.
    /// - Parameters:
    ///   - folder: the corpus folder, for a file named without its path.
    ///   - file: the name of a file in `folder`, or a path.
    /// - Throws: `file` or `format` naming file and line.
    public static func scenarios(folder: String, file: String) throws -> [Scenario] {
        try MultiWOZReader(folder: folder).dialogues(file: file).map(scenario(of:))
    }

    /// One example per dialogue that has a user line, in the order of the file.
    /// - Parameters: as of `scenarios`.
    /// - Throws: `file` or `format` naming file and line.
    public static func examples(folder: String, file: String) throws -> [MultiWOZExample] {
        try MultiWOZReader(folder: folder).dialogues(file: file).compactMap(example(of:))
    }

    /// The scenario of a dialogue's goal.
    public static func scenario(of dialogue: MultiWOZ.Dialogue) -> Scenario { MultiWOZScenarioMaker.scenario(of: dialogue) }

    /// The supervised form of a dialogue, or nil where no user speaks.
    public static func example(of dialogue: MultiWOZ.Dialogue) -> MultiWOZExample? {
        guard let last = dialogue.lines.lastIndex(where: \.isUser) else { return nil }
        let scenario = scenario(of: dialogue)
        var topic = MultiWOZTopic(dialogue.goal.domains.first?.0)
        var turns: [Turn] = []
        func append(_ seat: Seat, _ text: String, acts: [DialogueAct] = [], finish: FinishReason = .scripted) {
            turns.append(Turn(index: turns.count, seat: seat, text: text, acts: acts, finish: finish))
        }
        if dialogue.lines[0].isUser { append(.agent, MultiWOZ.greeting, acts: [DialogueAct(.greet)]) }
        for (index, line) in dialogue.lines.enumerated().prefix(last + 1) {
            topic.follow(line)
            let text = MultiWOZText.detokenised(line.text)
            if line.isUser {
                append(.user, text, finish: index == last ? .endOfDialogue : .endOfTurn)
            } else {
                append(.agent, text, acts: MultiWOZActs.agentActs(of: line, topic: topic.current))
            }
        }
        let ledger = scenario.ledger
        let isConsistent = dialogue.userClaims.allSatisfy { claim in ledger.standing(of: claim.attribute, value: claim.value) != .contradicted }
        return MultiWOZExample(scenario: scenario, turns: turns, isConsistent: isConsistent)
    }
}
