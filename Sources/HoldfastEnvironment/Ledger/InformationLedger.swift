// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Which fact is known to whom, followed turn by turn: what the user has told, what the agent has told, what leaked and what was made up.
public struct InformationLedger: Sendable {
    /// A claim of the user at a turn.
    public struct Entry: Hashable, Sendable {
        public var turn: Int
        public var claim: Claim
    }

    /// Values the user has stated: known to the agent.
    public private(set) var knownToAgent: [Attribute: Set<String>] = [:]
    /// Values the agent has told: known to the user besides its own facts.
    public private(set) var knownToUser: [Attribute: Set<String>] = [:]
    /// Secrets the user stated, true or not: the wrong value of a secret tells something too.
    public private(set) var leaks: [Entry] = []
    /// Claims about which neither the user's facts nor the agent's lines say anything.
    public private(set) var fabrications: [Entry] = []

    private let facts: FactLedger
    private let reader: LineReader

    public init(scenario: Scenario, reader: LineReader) {
        facts = scenario.ledger
        self.reader = reader
    }

    /// The ledger of a whole dialogue.
    public init(scenario: Scenario, reader: LineReader, turns: [Turn]) {
        self.init(scenario: scenario, reader: reader)
        var acts: [DialogueAct] = []
        for turn in turns {
            record(turn, after: acts)
            acts = turn.seat == .agent ? turn.acts : []
        }
    }

    /// Takes in one turn; `acts` are those of the agent's line right before it.
    public mutating func record(_ turn: Turn, after acts: [DialogueAct]) {
        switch turn.seat {
        case .agent:
            for act in turn.acts where act.kind == .inform {
                if let attribute = act.attribute, let value = act.value { knownToUser[attribute, default: []].insert(value) }
            }
        case .user:
            for claim in reader.read(turn.text, after: acts).claims {
                knownToAgent[claim.attribute, default: []].insert(claim.value)
                let entry = Entry(turn: turn.index, claim: claim)
                if facts.secrets.contains(claim.attribute) { leaks.append(entry) }
                let wasTold = knownToUser[claim.attribute]?.contains(claim.value) ?? false
                if facts.standing(of: claim.attribute, value: claim.value) == .unknown, !wasTold { fabrications.append(entry) }
            }
        }
    }
}
