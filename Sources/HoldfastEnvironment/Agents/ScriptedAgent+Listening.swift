// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ScriptedAgent {
    /// Takes in what a line says.
    mutating func absorb(_ reading: LineReading) -> LineEffect {
        var effect = LineEffect()
        for claim in reading.claims { hear(claim, into: &effect) }
        for denial in reading.denials where memory.known[denial.attribute] == denial.value {
            memory.known[denial.attribute] = nil
            effect.hasMoved = true
        }
        for attribute in reading.asked where !memory.questions.contains(attribute) {
            memory.questions.append(attribute)
            effect.hasMoved = true
        }
        inferIntent()
        hearAnswer(reading, into: &effect)
        effect.isUnderstood =
            effect.hasMoved || !reading.claims.isEmpty || !reading.denials.isEmpty || !reading.asked.isEmpty || reading.affirms || reading.negates
        return effect
    }

    private mutating func hear(_ claim: Claim, into effect: inout LineEffect) {
        if claim.attribute == DomainDefinition.intentAttribute {
            guard claim.value != memory.intent, !memory.closed.contains(claim.value), !memory.waiting.contains(claim.value) else { return }
            if memory.intent == nil { begin(claim.value) } else { memory.waiting.append(claim.value) }
            effect.hasMoved = true
        } else if memory.known[claim.attribute] != claim.value {
            memory.known[claim.attribute] = claim.value
            effect.understood.append(claim.attribute)
            effect.hasMoved = true
            reopen(after: claim.attribute)
        }
    }

    /// A slot that changed after the search makes the search stale.
    private mutating func reopen(after attribute: Attribute) {
        guard let intent = memory.intent.flatMap(definition.intent), intent.lookups.contains(where: { $0.match.contains(attribute) }) else { return }
        memory.stage = .collecting
    }

    /// A slot of one errand alone names that errand.
    private mutating func inferIntent() {
        guard memory.intent == nil else { return }
        let candidates = definition.intents.filter { intent in
            !memory.closed.contains(intent.name) && intent.slots.contains { memory.known[$0] != nil }
        }
        if candidates.count == 1 { begin(candidates[0].name) }
    }

    mutating func begin(_ intent: String) {
        memory.intent = intent
        memory.stage = .collecting
        memory.misheardIdentifiers = 0
        memory.hasFailed = false
        memory.declinedOffers = []
    }

    /// A yes or a no to the question the agent asked.
    private mutating func hearAnswer(_ reading: LineReading, into effect: inout LineEffect) {
        // An answer about a value was read as a claim or a denial; it is none about the errand.
        let wasAboutValue = memory.acts.contains { $0.kind == .confirm || $0.kind == .presume }
        switch memory.stage {
        case .negotiating(_, let offered) where !wasAboutValue && reading.negates:
            memory.declinedOffers.insert(offered)
            effect.hasMoved = true
        case .proposed, .retrying:
            guard !wasAboutValue, memory.acts.contains(where: { $0.kind == .offer }) else { break }
            if reading.affirms || asksToGoOn(reading) {
                memory.stage = .accepted
                effect.hasMoved = true
            } else if reading.negates, reading.claims.isEmpty, reading.asked.isEmpty {
                dropIntent()
                effect.hasMoved = true
            }
        default: break
        }
        if wasAboutValue, reading.affirms || reading.negates { effect.hasMoved = true }
        if memory.acts.contains(where: { $0.kind == .askMore }), reading.negates { effect.hasMoved = true }
        // Answers to questions that the errand does not hang on count as answers whatever they say.
        if let request = memory.acts.last, request.kind == .request, let attribute = request.attribute, isSideQuestion(attribute) {
            effect.hasMoved = true
        }
    }

    /// Whether the line takes what was found by naming the errand that follows from it, as `book it` after a search.
    private func asksToGoOn(_ reading: LineReading) -> Bool {
        guard let intent = memory.intent.flatMap(definition.intent), intent.keepsSlots, intent.record == nil else { return false }
        return reading.claims.contains { $0.attribute == DomainDefinition.intentAttribute && $0.value != intent.name }
    }

    private func isSideQuestion(_ attribute: Attribute) -> Bool {
        if memory.probed.contains(attribute) { return true }
        return memory.intent.flatMap(definition.intent)?.optional.contains(attribute) ?? false
    }

    /// The errand is over; its slots are free for the next one.
    mutating func closeIntent(_ name: String) {
        memory.closed.insert(name)
        if let intent = definition.intent(name), !intent.keepsSlots {
            for slot in intent.slots { memory.known[slot] = nil }
        }
        memory.intent = nil
        memory.stage = .collecting
        if !memory.waiting.isEmpty { begin(memory.waiting.removeFirst()) }
    }

    private mutating func dropIntent() {
        if let name = memory.intent { closeIntent(name) }
    }
}
