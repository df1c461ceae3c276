// SPDX-License-Identifier: Apache-2.0

/// Who knows what, followed turn by turn: what the user has told, what the agent has told, what leaked and what was made up.
///
/// The one definition of leaks and fabrications: a record of the dialogue alone, from which every count of them is taken.
public struct InformationLedger: Hashable, Sendable {
    /// A claim of the user at a turn.
    public struct Entry: Hashable, Sendable {
        /// Index of the user's turn, both seats counted.
        public var turn: Int
        /// What the user claimed there.
        public var claim: Claim

        /// An entry for a claim at a turn.
        public init(turn: Int, claim: Claim) {
            self.turn = turn
            self.claim = claim
        }
    }

    /// Values the user has stated: known to the agent.
    public private(set) var knownToAgent: [Attribute: Set<String>] = [:]
    /// Values the agent has told: known to the user besides its own facts.
    public private(set) var knownToUser: [Attribute: Set<String>] = [:]
    /// Secrets the user stated truly; a false claim about one gives nothing away and is a contradiction instead.
    public private(set) var leaks: [Entry] = []
    /// Claims about which neither the user's facts, nor its declared states, nor the agent's earlier lines say anything.
    public private(set) var fabrications: [Entry] = []

    private let facts: FactLedger
    private let declared: Set<Attribute>

    /// The ledger before the first line.
    public init(scenario: Scenario) {
        facts = scenario.ledger
        declared = Set(scenario.persona.declared.map(\.name))
    }

    /// The ledger of a whole dialogue.
    /// - Parameter reading: what a user line says, by its turn and the agent's acts right before it.
    public init(scenario: Scenario, turns: [Turn], reading: (Turn, [DialogueAct]) -> LineReading) {
        self.init(scenario: scenario)
        var acts: [DialogueAct] = []
        for turn in turns {
            switch turn.seat {
            case .agent: hear(turn.acts)
            case .user: record(reading(turn, acts), turn: turn.index)
            }
            acts = turn.seat == .agent ? turn.acts : []
        }
    }

    /// Takes in a line of the agent. Only what it tells of its own accord counts: a value that it presses or repeats is a question.
    public mutating func hear(_ acts: [DialogueAct]) {
        for act in acts where act.tells {
            if let attribute = act.attribute, let value = act.value { knownToUser[attribute, default: []].insert(value) }
        }
    }

    /// Takes in what a line of the user says.
    public mutating func record(_ reading: LineReading, turn: Int) {
        for claim in reading.claims {
            knownToAgent[claim.attribute, default: []].insert(claim.value)
            switch facts.standing(of: claim.attribute, value: claim.value) {
            case .supported where facts.secrets.contains(claim.attribute): leaks.append(Entry(turn: turn, claim: claim))
            case .unknown where !isFamiliar(claim): fabrications.append(Entry(turn: turn, claim: claim))
            case .supported, .contradicted, .unknown: break
            }
        }
    }

    private func isFamiliar(_ claim: Claim) -> Bool {
        declared.contains(claim.attribute) || knownToUser[claim.attribute, default: []].contains(claim.value)
    }
}

extension DialogueAct {
    /// Whether the user learns the act's value from it.
    fileprivate var tells: Bool { kind == .inform || kind == .offer || kind == .done }
}
