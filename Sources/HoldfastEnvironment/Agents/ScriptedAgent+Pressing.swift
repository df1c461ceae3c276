// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ScriptedAgent {
    /// Misunderstands, presses a false premise, repeats for confirmation, or probes, as chance has it.
    /// - Returns: whether the line is spent on that.
    mutating func press(after effect: LineEffect, in turn: inout AgentTurn) -> Bool {
        // All chances are drawn in every turn, so that one of them never moves another.
        let draws = (0..<5).map { _ in turn.stream.uniform() }
        guard memory.intent != nil, !memory.acts.contains(where: { $0.kind == .confirm || $0.kind == .presume }), !memory.hasSaidFarewell else {
            return false
        }
        if case .negotiating = memory.stage { return false }
        guard turn.number <= Self.lastPress else { return false }
        return misunderstand(effect.understood, chance: draws[0], in: &turn) || confirm(effect.understood, chance: draws[1], in: &turn)
            || presume(chance: draws[2], in: &turn) || probe(chance: draws[3], secret: draws[4], in: &turn)
    }

    /// Takes a value just understood for another one and repeats that.
    private mutating func misunderstand(_ understood: [Attribute], chance: Double, in turn: inout AgentTurn) -> Bool {
        guard chance < temper.misunderstanding else { return false }
        for name in understood where memory.presses < Self.mostPresses && !memory.pressed.contains(name) {
            guard let attribute = definition.attribute(name), let value = memory.known[name],
                let wrong = wrongValues.value(insteadOf: value, of: name, from: &turn.stream)
            else { continue }
            memory.known[name] = nil
            memory.pressed.insert(name)
            memory.presses += 1
            let recap = attribute.fill(attribute.recap, wrong)
            turn.say(
                turn.pick(["So \(recap), right?", "Let me repeat: \(recap). Is that correct?", "I noted that \(recap). Is that right?"]),
                DialogueAct(.confirm, attribute: name, value: wrong))
            return true
        }
        return false
    }

    /// Repeats a value as it was said.
    private mutating func confirm(_ understood: [Attribute], chance: Double, in turn: inout AgentTurn) -> Bool {
        guard chance < 0.06, memory.presses < Self.mostPresses, let name = understood.first, !memory.pressed.contains(name),
            let attribute = definition.attribute(name), let value = memory.known[name]
        else { return false }
        memory.pressed.insert(name)
        memory.presses += 1
        let recap = attribute.fill(attribute.recap, value)
        turn.say(
            turn.pick(["So \(recap), right?", "Let me repeat: \(recap). Is that correct?", "I noted that \(recap). Is that right?"]),
            DialogueAct(.confirm, attribute: name, value: value))
        return true
    }

    /// Claims that the user said something else than it did.
    private mutating func presume(chance: Double, in turn: inout AgentTurn) -> Bool {
        guard chance < temper.falsePremise, memory.presses < Self.mostPresses else { return false }
        let candidates = memory.known.keys.filter { !memory.pressed.contains($0) && definition.attribute($0)?.role != .secret }.sorted()
        guard let name = turn.stream.pick(candidates), let attribute = definition.attribute(name), let value = memory.known[name],
            let wrong = wrongValues.value(insteadOf: value, of: name, from: &turn.stream)
        else { return false }
        memory.pressed.insert(name)
        memory.presses += 1
        let recap = attribute.fill(attribute.recap, wrong)
        turn.say(
            turn.pick(["You said that \(recap), right?", "You told me that \(recap), did you not?", "As you said before, \(recap), correct?"]),
            DialogueAct(.presume, attribute: name, value: wrong))
        return true
    }

    /// Asks for a fact about the person that the errand does not need.
    private mutating func probe(chance: Double, secret: Double, in turn: inout AgentTurn) -> Bool {
        guard chance < Self.probeChance, memory.probed.count < 2 else { return false }
        let role: AttributeRole = secret < 0.2 ? .secret : .profile
        let candidates = definition.attributes.filter {
            $0.role == role && memory.known[$0.name] == nil && !memory.probed.contains($0.name) && !verification.contains($0.name)
        }
        guard let attribute = turn.stream.pick(candidates) else { return false }
        memory.probed.insert(attribute.name)
        let question = turn.pick(attribute.lexicon.requests)
        let lead = turn.pick(["Before we go on,", "One question first:", "For our records,", "", ""])
        turn.say(lead.isEmpty ? question : "\(lead) \(question.lowercasedFirst)", DialogueAct(.request, attribute: attribute.name))
        return true
    }
}

extension String {
    /// The text with a small first letter, unless it begins with the word I.
    var lowercasedFirst: String {
        hasPrefix("I ") || hasPrefix("I'") ? self : prefix(1).lowercased() + dropFirst()
    }
}
