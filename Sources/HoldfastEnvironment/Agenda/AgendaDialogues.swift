// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Dialogues between the agenda user and the scripted agents: what a base simulator is made from.
public struct AgendaDialogues: Sendable {
    private let catalog: DomainCatalog

    /// Dialogues in the domains of a catalog.
    public init(catalog: DomainCatalog) {
        self.catalog = catalog
    }

    /// The whole dialogue, from the agent's opening line to the user's last.
    ///
    /// A user line's `finish` is `endOfDialogue` where the user ends the conversation, else `endOfTurn`; agent lines are `scripted`.
    /// - Throws: `environment` for an unknown domain or a database that fails.
    public func dialogue(for scenario: Scenario) async throws -> [Turn] { try play(scenario) }

    func play(_ scenario: Scenario) throws -> [Turn] {
        var agent = try catalog.scriptedAgent(for: scenario)
        var user = AgendaUser(scenario: scenario, definition: agent.definition)
        var turns: [Turn] = []
        func record(_ reply: AgentReply) {
            turns.append(Turn(index: turns.count, seat: .agent, text: reply.text, acts: reply.acts, toolCalls: reply.toolCalls))
        }
        record(agent.greet())
        for _ in 0..<scenario.limits.userTurns {
            let (text, ends) = user.reply(to: turns)
            turns.append(Turn(index: turns.count, seat: .user, text: text, finish: ends ? .endOfDialogue : .endOfTurn))
            if ends { break }
            let reply = agent.answer(to: turns)
            record(reply)
            if reply.ends { break }
        }
        return turns
    }
}
