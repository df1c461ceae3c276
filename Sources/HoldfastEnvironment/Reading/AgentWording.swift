// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The usual wordings of agents that nobody scripted: questions for something by its name, reports that an errand was carried out or
/// cannot be, and values told by their name. It would rather miss an act than make one up.
struct AgentWording {
    let definition: DomainDefinition
    let errands: OpenErrands

    private static let refusals = ["cannot", "can't", "can not", "unable", "not able", "not possible", "impossible", "unfortunately"]
    private static let absences = ["not available", "unavailable", "not possible", "sold out", "fully booked", "no longer available"]
    private static let irregular = ["make": "made", "send": "sent"]
    /// A sentence with one of these tells of no deed that was done.
    private static let reservations: Set<String> = [
        "will", "would", "shall", "should", "can", "could", "cannot", "not", "if", "once", "before", "after", "until", "want", "need", "may", "to",
    ]

    func acts(of sentence: String) -> [DialogueAct] {
        let said = " " + sentence.lowercased().map { $0.isLetter || $0.isNumber || "'-:".contains($0) ? String($0) : " " }.joined() + " "
        let words = Set(said.split(separator: " ").map(String.init))
        if sentence.hasSuffix("?") || ["please", "i need", "may i", "to find you"].contains(where: { said.hasPrefix(" \($0) ") }) {
            return requests(in: said)
        }
        if let act = refusal(said) { return [act] }
        if let act = report(said, words) { return [act] }
        return told(said)
    }

    /// What is asked for by name, in the order of the names; a longer name (`card price`) hides a shorter one within it.
    private func requests(in said: String) -> [DialogueAct] {
        var rest = said
        var found: [(place: String.Index, name: Attribute)] = []
        for attribute in definition.attributes.filter({ $0.role != .result }).sorted(by: { $0.label.count > $1.label.count }) {
            guard let place = rest.firstRange(of: " \(attribute.label.lowercased()) ") else { continue }
            found.append((place.lowerBound, attribute.name))
            rest.replaceSubrange(place, with: String(repeating: " ", count: rest[place].count))
        }
        return found.sorted { $0.place < $1.place }.map { DialogueAct(.request, attribute: $0.name) }
    }

    private func refusal(_ said: String) -> DialogueAct? {
        if Self.absences.contains(where: { said.contains(" \($0) ") }) {
            for name in errands.open.flatMap({ $0.lookups.compactMap(\.negotiable) }) {
                guard let attribute = definition.attribute(name) else { continue }
                let value = attribute.pool.first { said.contains(" \(attribute.spell($0).lowercased()) ") }
                if let value { return DialogueAct(.blocked, attribute: name, value: value) }
            }
        }
        guard Self.refusals.contains(where: { said.contains(" \($0) ") }) else { return nil }
        return errands.open.first { $0.isNamed(in: said) }.map { DialogueAct(.blocked, intent: $0.name) }
    }

    private func report(_ said: String, _ words: Set<String>) -> DialogueAct? {
        guard words.isDisjoint(with: Self.reservations) else { return nil }
        return errands.open.first { intent in
            let verb = intent.label.prefix { $0 != " " }.lowercased()
            let participle = Self.irregular[verb] ?? (verb.hasSuffix("e") ? verb + "d" : verb + "ed")
            return intent.isNamed(in: said) && !words.isDisjoint(with: [participle, "confirmed", "completed", "complete", "processed", "done"])
        }.map { DialogueAct(.done, intent: $0.name) }
    }

    /// A value with digits beside its name, such as `The price is 45 pounds`.
    private func told(_ said: String) -> [DialogueAct] {
        let attribute = definition.attributes.filter { $0.role == .result && errands.returns.contains($0.name) }
            .sorted { $0.label.count > $1.label.count }.first { said.contains(" \($0.label.lowercased()) ") }
        guard let attribute, let value = said.split(separator: " ").first(where: { $0.contains(where: \.isNumber) }) else { return [] }
        return [DialogueAct(.inform, attribute: attribute.name, value: String(value))]
    }
}

extension IntentDefinition {
    /// Whether a text in lower case, with spaces around its words, names the errand by what it is about.
    fileprivate func isNamed(in said: String) -> Bool {
        let noun = label.split(separator: " ").last.map { $0.lowercased() } ?? label
        return ([noun] + cues).contains { said.contains(" \($0) ") }
    }
}
