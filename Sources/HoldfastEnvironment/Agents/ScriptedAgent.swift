// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// A task agent by rules over a real database: it asks slot by slot, verifies, looks up, negotiates, writes, and reports. One engine serves
/// every `DomainDefinition`.
///
/// Its lines carry their acts. Chance enters only through the scenario's seed and the number of the user line, so members of a group meet
/// the same temper in the same place. Any line it cannot read gets the question again; after four lines in a row that change nothing it ends
/// the conversation.
public struct ScriptedAgent: TaskAgent {
    let definition: DomainDefinition
    let reader: LineReader
    let session: WorldSession
    let temper: AgentTemper
    let wrongValues: WrongValues
    let seed: UInt64
    var memory = AgentMemory()
    /// Profile facts it verifies in this dialogue.
    let verification: [Attribute]

    /// Chance per user line of a verification question about any fact of the person.
    static let probeChance = 0.12
    /// User lines in a row that change nothing before it gives up.
    static let patience = 4
    /// The last user line after which it presses or probes; long talks are brought to an end.
    static let lastPress = 6
    /// Values it repeats or presses per dialogue, at most.
    static let mostPresses = 2

    /// `scripted/` and the domain, as stored with what it says.
    public var identity: String { "scripted/\(definition.name)" }

    init(service: ServiceDomain, scenario: Scenario) throws {
        definition = service.definition
        reader = service.reader
        session = try WorldSession(
            world: service.world, account: scenario.persona.facts, refusing: definition.refusesFirstChoices ? scenario.goal.firstChoices : [])
        temper = scenario.temper
        wrongValues = WrongValues(definition: service.definition, truth: scenario.ledger)
        seed = scenario.seed
        var stream = RandomKey(seed: scenario.seed, turn: 0, purpose: .agent).stream
        verification = stream.pick(service.definition.verification) ?? []
    }

    /// The greeting, which begins the dialogue.
    public mutating func open() async throws -> AgentReply { greet() }

    /// The answer to the last of these turns, which is the user's.
    public mutating func reply(to turns: [Turn]) async throws -> AgentReply { answer(to: turns) }

    mutating func greet() -> AgentReply {
        var stream = RandomKey(seed: seed, turn: 0, purpose: .agent).stream
        _ = stream.next()
        memory.acts = [DialogueAct(.greet)]
        return AgentReply(text: stream.pick(definition.greetings) ?? "Hello, how can I help you?", acts: memory.acts)
    }

    mutating func answer(to turns: [Turn]) -> AgentReply {
        let lines = turns.filter { $0.seat == .user }
        let line = lines.last?.text ?? ""
        var turn = AgentTurn(number: lines.count, stream: RandomKey(seed: seed, turn: lines.count, purpose: .agent).stream)
        let reading = reader.read(line, after: memory.acts)
        let effect = absorb(reading)
        memory.stalled = effect.hasMoved ? 0 : memory.stalled + 1
        if memory.hasSaidFarewell || memory.stalled >= Self.patience {
            turn.say("Thank you for your time. Goodbye.", DialogueAct(.farewell))
            turn.ends = true
        } else {
            acknowledge(effect, reading: reading, line: line, in: &turn)
        }
        memory.acts = turn.acts
        return turn.reply
    }

    /// Reacts to the line: presses, probes, or goes on with the errand.
    private mutating func acknowledge(_ effect: LineEffect, reading: LineReading, line: String, in turn: inout AgentTurn) {
        if !effect.isUnderstood, !line.saysGoodbye, memory.acts.last?.kind != .greet {
            turn.say(
                turn.pick(["Sorry, I did not get that.", "I am afraid I did not understand.", "Could you say that again?"]), DialogueAct(.clarify))
        }
        if line.saysGoodbye, reading.claims.isEmpty, reading.asked.isEmpty {
            farewell(in: &turn)
        } else if !press(after: effect, in: &turn) {
            proceed(in: &turn)
        }
    }

    mutating func farewell(in turn: inout AgentTurn) {
        turn.say(turn.pick(["Thank you and goodbye.", "Have a nice day. Goodbye.", "You are welcome. Goodbye."]), DialogueAct(.farewell))
        memory.hasSaidFarewell = true
    }
}

/// One line of the agent in the making.
struct AgentTurn {
    /// Which user line it answers, from 1.
    let number: Int
    var stream: RandomStream
    private(set) var parts: [String] = []
    private(set) var acts: [DialogueAct] = []
    var calls: [ToolCall] = []
    var ends = false

    init(number: Int, stream: RandomStream) {
        self.number = number
        self.stream = stream
    }

    mutating func say(_ text: String, _ acts: DialogueAct...) {
        parts.append(text)
        self.acts += acts
    }

    mutating func pick(_ choices: [String]) -> String { stream.pick(choices) ?? "" }

    var reply: AgentReply {
        AgentReply(text: parts.filter { !$0.isEmpty }.joined(separator: " "), acts: acts, toolCalls: calls, ends: ends)
    }
}

extension String {
    /// Whether the line takes leave.
    fileprivate var saysGoodbye: Bool {
        lowercased().split { !$0.isLetter }.contains { $0 == "goodbye" || $0 == "bye" || $0 == "farewell" }
    }
}
