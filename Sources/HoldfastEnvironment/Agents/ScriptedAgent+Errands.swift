// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ScriptedAgent {
    /// Does the next thing the errand needs.
    mutating func proceed(in turn: inout AgentTurn) {
        answerQuestions(in: &turn)
        guard let intent = memory.intent.flatMap(definition.intent) else { return askWhatElse(in: &turn) }
        switch memory.stage {
        case .accepted: return carryOut(intent, in: &turn)
        case .proposed: return propose(intent, in: &turn)
        case .retrying: return offerRetry(intent, in: &turn)
        case .negotiating(let attribute, let offered):
            if memory.declinedOffers.contains(offered), memory.known[attribute] != offered {
                return report(intent, blocked: nil, in: &turn)
            }
        case .collecting: break
        }
        let missing = intent.required.filter { memory.known[$0] == nil }
        if intent.asksTogether, missing.count > 1 { return requestAll(missing, in: &turn) }
        if let first = missing.first { return request(first, in: &turn) }
        if intent.asksOptional, !intent.optional.isEmpty, memory.stage == .collecting,
            let wish = nextWish(of: intent, from: &turn.stream)
        {
            return request(wish, in: &turn)
        }
        if verify(in: &turn) { search(intent, in: &turn) }
    }

    private mutating func answerQuestions(in turn: inout AgentTurn) {
        var open: [Attribute] = []
        for name in memory.questions {
            guard let attribute = definition.attribute(name), let value = memory.results[name] else {
                open.append(name)
                continue
            }
            turn.say(attribute.fill(turn.pick(attribute.informs), value), DialogueAct(.inform, attribute: name, value: value))
        }
        if let first = open.first(where: { !memory.asked.contains($0) }), memory.intent != nil {
            memory.asked.insert(first)
            turn.say(turn.pick(["I will tell you in a moment.", "I can say that once I have found it.", "Let me look that up first."]))
        }
        memory.questions = open
    }

    /// A wish to ask for, or nil when enough of them are known or asked for.
    private func nextWish(of intent: IntentDefinition, from stream: inout RandomStream) -> Attribute? {
        let open = intent.optional.filter { !memory.asked.contains($0) && memory.known[$0] == nil }
        guard intent.optional.count - open.count < intent.wishes else { return nil }
        if intent.wishes == 1 {
            // Agents do not always ask for wishes: users then have to bring them up.
            var chance = RandomKey(seed: seed, step: 2, turn: memory.closed.count, purpose: .agent).stream
            guard chance.chance(0.55) else { return nil }
        }
        // A few wishes are drawn; a longer interview goes in order.
        return intent.wishes == 1 ? stream.pick(open) : open.first
    }

    private mutating func request(_ name: Attribute, in turn: inout AgentTurn) {
        memory.asked.insert(name)
        let requests = definition.attribute(name)?.lexicon.requests ?? []
        turn.say(turn.pick(requests), DialogueAct(.request, attribute: name))
    }

    private mutating func requestAll(_ names: [Attribute], in turn: inout AgentTurn) {
        let labels = names.compactMap { definition.attribute($0)?.label }.joined(separator: " and the ")
        turn.say(turn.pick(["What is the \(labels)?", "Please tell me the \(labels).", "I need the \(labels)."]))
        for name in names {
            memory.asked.insert(name)
            turn.say("", DialogueAct(.request, attribute: name))
        }
    }

    private mutating func askWhatElse(in turn: inout AgentTurn) {
        if memory.closed.isEmpty {
            turn.say(
                turn.pick(DomainDefinition.intentRequests), DialogueAct(.request, attribute: DomainDefinition.intentAttribute))
        } else if memory.acts.contains(where: { $0.kind == .askMore }), turn.acts.isEmpty {
            farewell(in: &turn)
        } else {
            askMore(in: &turn)
        }
    }

    private mutating func askMore(in turn: inout AgentTurn) {
        turn.say(
            turn.pick(["Is there anything else?", "Can I do anything else for you?", "Anything else I can help with?"]), DialogueAct(.askMore))
    }

    // MARK: - Verification

    /// - Returns: whether the errand may go on.
    private mutating func verify(in turn: inout AgentTurn) -> Bool {
        guard !memory.isVerified, !verification.isEmpty else { return true }
        let missing = verification.filter { memory.known[$0] == nil }
        guard missing.isEmpty else {
            askIdentity(missing, in: &turn)
            return false
        }
        let facts = Dictionary(uniqueKeysWithValues: verification.compactMap { name in memory.known[name].map { (name, $0) } })
        let (isVerified, call) = session.verify(facts)
        turn.calls.append(call)
        memory.isVerified = isVerified
        if isVerified { return true }
        memory.failedVerifications += 1
        for name in verification { memory.known[name] = nil }
        if memory.failedVerifications >= 3 {
            turn.say("I cannot find you in our records, so I have to stop here. Goodbye.", DialogueAct(.farewell))
            turn.ends = true
        } else {
            turn.say("That is not what our records say.", DialogueAct(.clarify))
            askIdentity(verification, in: &turn)
        }
        return false
    }

    private mutating func askIdentity(_ names: [Attribute], in turn: inout AgentTurn) {
        guard names.count > 1 else { return names.forEach { request($0, in: &turn) } }
        let labels = names.compactMap { definition.attribute($0)?.label }.joined(separator: " and your ")
        for name in names { memory.asked.insert(name) }
        turn.say(turn.pick(["May I have your \(labels)?", "Please tell me your \(labels).", "To find you, what is your \(labels)?"]))
        for name in names { turn.say("", DialogueAct(.request, attribute: name)) }
    }

    // MARK: - Search

    private mutating func search(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        for lookup in intent.lookups {
            let (finding, call) = session.find(lookup, known: memory.known)
            turn.calls.append(call)
            switch finding {
            case .found(let row): memory.results.merge(row) { _, new in new }
            case .unidentified: return askAgain(for: lookup, of: intent, in: &turn)
            case .refused(let name, let alternatives):
                var freed = lookup
                freed.negotiable = name
                return negotiate(freed, of: intent, alternatives: alternatives, in: &turn)
            case .nothing(let alternatives): return negotiate(lookup, of: intent, alternatives: alternatives, in: &turn)
            }
        }
        answerQuestions(in: &turn)
        if intent.proposals.isEmpty { carryOut(intent, in: &turn) } else { propose(intent, in: &turn) }
    }

    private mutating func askAgain(for lookup: LookupDefinition, of intent: IntentDefinition, in turn: inout AgentTurn) {
        memory.misheardIdentifiers += 1
        guard memory.misheardIdentifiers < 3, let name = lookup.identifiers.first else {
            closeIntent(intent.name)
            turn.say("I cannot help without the right number, I am sorry.")
            return askMore(in: &turn)
        }
        for identifier in lookup.identifiers { memory.known[identifier] = nil }
        turn.say("I cannot find that.", DialogueAct(.clarify))
        request(name, in: &turn)
    }

    private mutating func negotiate(
        _ lookup: LookupDefinition, of intent: IntentDefinition, alternatives: [String], in turn: inout AgentTurn
    ) {
        guard let name = lookup.negotiable, let attribute = definition.attribute(name), let wanted = memory.known[name] else {
            return report(intent, blocked: nil, in: &turn)
        }
        let blocked = DialogueAct(.blocked, attribute: name, value: wanted)
        let open = alternatives.filter { !memory.declinedOffers.contains($0) && $0 != wanted }
        guard memory.declinedOffers.count < 2, let other = turn.stream.pick(open) else { return report(intent, blocked: blocked, in: &turn) }
        memory.stage = .negotiating(name, offered: other)
        let value = attribute.spell(other)
        turn.say(
            turn.pick(["Nothing is available with \(attribute.spell(wanted)).", "I am sorry, \(attribute.spell(wanted)) is not possible."]), blocked)
        turn.say(
            turn.pick(["Would \(value) work instead?", "Would \(value) be fine?", "Could it be \(value)?"]),
            DialogueAct(.offer, attribute: name, value: other, intent: intent.name))
    }

    // MARK: - Agreement

    private mutating func propose(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        if memory.stage != .proposed {
            for name in intent.presents where !turn.acts.contains(where: { $0.attribute == name }) {
                guard let attribute = definition.attribute(name), let value = memory.results[name] else { continue }
                turn.say(attribute.fill(turn.pick(attribute.informs), value), DialogueAct(.inform, attribute: name, value: value))
            }
            if intent.presents.isEmpty, turn.parts.isEmpty { turn.say(turn.pick(["That is possible.", "Yes, I can do that.", "I found it."])) }
        }
        memory.stage = .proposed
        turn.say(turn.pick(intent.proposals), DialogueAct(.offer, intent: intent.name))
    }

    private mutating func offerRetry(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        memory.stage = .retrying
        turn.say("Shall I try once more?", DialogueAct(.offer, intent: intent.name))
    }

    private mutating func carryOut(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        guard let record = intent.record else { return finish(intent, in: &turn) }
        // Keyed by the errand and not by the turn: whether the world fails does not depend on how long the talk was.
        var stream = RandomKey(seed: seed, step: 1, turn: memory.closed.count, purpose: .agent).stream
        let failsFirst = stream.chance(temper.toolFailure)
        let failsAgain = stream.chance(0.5)
        let reference = Code.letterAndDigits(&stream).uppercased()
        let call = session.write(record, known: memory.known, reference: reference, fails: memory.hasFailed ? failsAgain : failsFirst)
        turn.calls.append(call)
        if !call.isError {
            if let name = record.reference {
                memory.results[name] = reference.lowercased()
                turn.say("The reference number is \(reference).", DialogueAct(.inform, attribute: name, value: reference.lowercased()))
            }
            return finish(intent, in: &turn)
        }
        guard !memory.hasFailed else { return report(intent, blocked: nil, in: &turn) }
        memory.hasFailed = true
        turn.say(turn.pick(["Something went wrong on our side.", "I am sorry, the system did not take it."]))
        offerRetry(intent, in: &turn)
    }

    private mutating func finish(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        turn.say(turn.pick(intent.reports), DialogueAct(.done, intent: intent.name))
        conclude(intent, in: &turn)
    }

    /// Says that the errand cannot be done.
    private mutating func report(_ intent: IntentDefinition, blocked: DialogueAct?, in turn: inout AgentTurn) {
        if let blocked { turn.say("", blocked) }
        turn.say(
            turn.pick([
                "I am sorry, I cannot \(intent.label).", "Then it is not possible to \(intent.label).", "Unfortunately I cannot \(intent.label).",
            ]),
            DialogueAct(.blocked, intent: intent.name))
        conclude(intent, in: &turn)
    }

    private mutating func conclude(_ intent: IntentDefinition, in turn: inout AgentTurn) {
        closeIntent(intent.name)
        if memory.intent == nil { askMore(in: &turn) } else { proceed(in: &turn) }
    }
}
