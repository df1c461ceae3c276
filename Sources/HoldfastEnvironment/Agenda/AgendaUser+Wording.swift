// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension AgendaUser {
    /// A line for a move that obeys all rules: wordings are drawn until one does, then the shortest one is taken.
    mutating func realize(_ move: AgendaMove) -> String {
        if case .open(let intent) = move { progress.begun.insert(intent) }
        var shortest: Wording?
        for _ in 0..<24 {
            let draft = wording(of: move)
            if let line = style.adapt(draft.text, from: &stream) { return commit(Wording(text: line, states: draft.states), move) }
            if draft.text.count < shortest?.text.count ?? .max { shortest = draft }
        }
        let plain = brief(move)
        for draft in [plain, shortest].compactMap(\.self) {
            for _ in 0..<4 {
                if let line = style.adapt(draft.text, from: &stream) { return commit(Wording(text: line, states: draft.states), move) }
            }
        }
        return commit(plain, move)
    }

    private mutating func commit(_ wording: Wording, _ move: AgendaMove) -> String {
        for fact in wording.states { progress.stated.insert(Claim(fact.attribute, fact.value)) }
        if case .ask(let attribute) = move { progress.asked[attribute, default: 0] += 1 }
        progress.hasOpened = true
        return wording.text.sentenceCased
    }

    private mutating func wording(of move: AgendaMove) -> Wording {
        switch move {
        case .open(let intent): return opening(intent)
        case .answer(let attributes): return attributes.count == 1 ? answer(attributes[0]) : answers(attributes)
        case .refuse: return Wording(text: pick(AgendaPhrases.refusals))
        case .noPreference: return Wording(text: pick(AgendaPhrases.indifference))
        case .wish(let fact): return statement(of: fact, after: pick(AgendaPhrases.wishLeads))
        case .affirm: return Wording(text: pick(AgendaPhrases.affirmations))
        case .deny: return Wording(text: pick(AgendaPhrases.denials))
        case .correct(let attribute): return correction(attribute)
        case .ask(let attribute): return question(attribute)
        case .agree: return Wording(text: pick(AgendaPhrases.agreements))
        case .agreeWith(let fact): return statement(of: fact, after: pick(AgendaPhrases.agreementLeads))
        case .accept(let attribute): return filled(pick(AgendaPhrases.acceptances), attribute)
        case .counter(let attribute): return filled(pick(AgendaPhrases.counters), attribute)
        case .decline: return Wording(text: pick(AgendaPhrases.refusedOffers))
        case .close:
            return Wording(text: pick(progress.blocked.isEmpty ? AgendaPhrases.closings : AgendaPhrases.closings + AgendaPhrases.resignedClosings))
        case .leave: return Wording(text: pick(AgendaPhrases.farewells))
        }
    }

    // MARK: - Errands

    private mutating func opening(_ name: String) -> Wording {
        guard let intent = definition.intent(name) else { return Wording(text: pick(AgendaPhrases.closings)) }
        let facts = progress.hasOpened && unstated(of: intent).isEmpty ? intent.required.prefix(2).compactMap(fact) : unstated(of: intent)
        let most = min(facts.count, max(intent.objects, stream.pick([0, 1, 2, 3, 3, 4]) ?? 2))
        let told = facts.prefix(most).filter { !fragments(of: $0.attribute).isEmpty }
        let phrase = ([pick(intent.openings)] + told.map { fragment(of: $0) }).joined(separator: " ")
        let isQuestion = ["Can", "Could"].contains { phrase.hasPrefix($0) }
        return Wording(text: greeted(phrase) + (isQuestion ? "?" : "."), states: Array(told))
    }

    /// The first line may greet and say who speaks; a later errand is joined to the talk.
    private mutating func greeted(_ phrase: String) -> String {
        guard progress.hasOpened else {
            if let name = persona["name"], let attribute = definition.attribute("name"), !style.reserved.contains("name"), stream.chance(0.2) {
                return pick(["Hello, this is {}. ", "This is {}. ", "Good day, my name is {}. "]).filled(with: attribute.spell(name)) + phrase
            }
            return pick(["", "", "Hello, ", "Hi, ", "Good day, "]).joined(to: phrase)
        }
        return pick(["", "Yes, ", "One more thing, ", "Also, ", "And then, "]).joined(to: phrase)
    }

    private mutating func question(_ attribute: Attribute) -> Wording {
        let asks = definition.attribute(attribute)?.asks ?? []
        return Wording(text: pick(["", "", "", "First, ", "Before that, "]).joined(to: pick(asks)))
    }

    // MARK: - Values

    private func fact(_ attribute: Attribute) -> Fact? { value(of: attribute).map { Fact(attribute, $0) } }

    private func fragments(of attribute: Attribute) -> [String] { definition.attribute(attribute)?.fragments ?? [] }

    private mutating func fragment(of fact: Fact) -> String {
        definition.attribute(fact.attribute)?.fill(pick(fragments(of: fact.attribute)), fact.value) ?? fact.value
    }

    private mutating func sentence(of fact: Fact) -> String {
        guard let attribute = definition.attribute(fact.attribute) else { return fact.value }
        return attribute.fill(pick(attribute.answers), fact.value)
    }

    private mutating func answer(_ name: Attribute) -> Wording {
        guard let fact = fact(name) else { return Wording(text: pick(AgendaPhrases.refusals)) }
        var text = pick(["", "", "", "", "Sure, ", "Of course, "]).joined(to: sentence(of: fact))
        guard stream.chance(0.5), let intent = currentIntent.flatMap(definition.intent), intent.required.contains(name),
            let more = unstated(of: intent).first(where: { $0.attribute != name }), !fragments(of: more.attribute).isEmpty
        else { return Wording(text: text, states: [fact]) }
        text += " " + fragment(of: more).sentenceCased + "."
        return Wording(text: text, states: [fact, more])
    }

    private mutating func answers(_ names: [Attribute]) -> Wording {
        let facts = names.compactMap(fact)
        return Wording(text: facts.map { sentence(of: $0) }.joined(separator: " "), states: facts)
    }

    private mutating func statement(of fact: Fact, after lead: String) -> Wording {
        Wording(text: lead.joined(to: sentence(of: fact)), states: [fact])
    }

    private mutating func correction(_ name: Attribute) -> Wording {
        guard let fact = fact(name) else { return Wording(text: pick(AgendaPhrases.denials)) }
        return statement(of: fact, after: pick(AgendaPhrases.correctionLeads))
    }

    private mutating func filled(_ template: String, _ name: Attribute) -> Wording {
        guard let fact = fact(name), let attribute = definition.attribute(name) else { return Wording(text: pick(AgendaPhrases.refusedOffers)) }
        return Wording(text: attribute.fill(template, fact.value), states: [fact])
    }

    /// The fewest words that do for a move, for strict rules.
    private func brief(_ move: AgendaMove) -> Wording {
        func short(_ attribute: Attribute) -> String {
            let templates = definition.attribute(attribute)?.answers ?? ["{}"]
            let template = templates.filter { $0 != "It is {}." }.min { $0.count < $1.count } ?? "{}"
            return value(of: attribute).flatMap { definition.attribute(attribute)?.fill(template, $0) } ?? ""
        }
        switch move {
        case .open(let intent):
            let definition = definition.intent(intent)
            return Wording(text: (definition?.openings.min { $0.count < $1.count } ?? "") + ".")
        case .answer(let attributes): return Wording(text: attributes.map(short).joined(separator: " "), states: attributes.compactMap(fact))
        case .correct(let attribute), .counter(let attribute): return Wording(text: "No. " + short(attribute), states: [attribute].compactMap(fact))
        case .accept(let attribute): return Wording(text: "Yes. " + short(attribute), states: [attribute].compactMap(fact))
        case .wish(let wish): return Wording(text: short(wish.attribute), states: [wish])
        case .agreeWith(let wish): return Wording(text: "Yes. " + short(wish.attribute), states: [wish])
        case .ask(let attribute): return Wording(text: definition.attribute(attribute)?.asks.min { $0.count < $1.count } ?? "")
        case .affirm, .agree: return Wording(text: "Yes.")
        case .deny, .decline: return Wording(text: "No.")
        case .refuse: return Wording(text: "I will not say.")
        case .noPreference: return Wording(text: "No preference.")
        case .close, .leave: return Wording(text: "Goodbye.")
        }
    }

    private mutating func pick(_ choices: [String]) -> String { stream.pick(choices) ?? "" }
}

/// A line in the making and the values it states.
struct Wording: Hashable {
    var text: String
    var states: [Fact] = []
}

extension String {
    /// The lead and the sentence as one; the sentence loses its capital where the lead does not end one.
    fileprivate func joined(to sentence: String) -> String {
        guard !isEmpty else { return sentence }
        return self + (hasSuffix(", ") || hasSuffix(" and ") ? sentence.lowercasedStart : sentence)
    }

    /// The sentence with a small first letter where its first word is a common one and not a name.
    private var lowercasedStart: String {
        let common: Set<Substring> = [
            "My", "This", "The", "It", "You", "We", "There", "Count", "Put", "Give", "Make", "Let", "Start", "Take", "Send", "Remind", "Come",
            "Please",
            "With", "To", "From", "In", "On", "For", "By", "As", "A", "An", "At", "Because", "Payment", "Size", "How", "What", "When", "Which", "Who",
            "Can", "Could", "Until", "Is", "Now", "That", "Router", "And", "Of", "Called", "Serving", "Leaving", "Arriving",
        ]
        return common.contains(prefix { $0.isLetter }) ? prefix(1).lowercased() + dropFirst() : self
    }
}
