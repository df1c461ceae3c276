// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The domain under discussion in an annotated dialogue: annotations of scope `booking` do not say which one is booked.
struct MultiWOZTopic {
    private(set) var current: MultiWOZ.Domain?

    init(_ first: MultiWOZ.Domain?) { current = first }

    mutating func follow(_ line: MultiWOZ.Line) {
        let named = line.acts.compactMap { MultiWOZ.Domain(rawValue: $0.scope) }
        // A line about two domains goes on about the one already under discussion.
        if let first = named.first, !named.contains(where: { $0 == current }) { current = first }
    }
}

/// Annotations of the corpus as acts and claims of this package.
enum MultiWOZActs {
    /// The acts of a system line; `thank`, `welcome` and values without a slot have none. A line that names no slot and no intent
    /// still says which domain is under discussion, by the intent of an `askMore`.
    static func agentActs(of line: MultiWOZ.Line, topic: MultiWOZ.Domain?) -> [DialogueAct] {
        let acts = line.acts.compactMap { act -> DialogueAct? in
            let domain = MultiWOZ.Domain(rawValue: act.scope) ?? (act.scope == "booking" ? topic : nil)
            let slot = domain.flatMap { MultiWOZ.slot($0, annotation: act.slot) }
            let value = slot.flatMap { MultiWOZValue.canonical(act.value, of: $0) }
            let intent = domain.map { "book_\($0.rawValue)" }
            switch act.kind {
            case "request": return slot.map { DialogueAct(.request, attribute: $0.attribute) }
            // A clerk who recommends a place is not offering another value for a wish: a `yes` to it states no value.
            case "inform", "recommend", "select": return slot.map { DialogueAct(.inform, attribute: $0.attribute, value: value) }
            case "offerbook": return DialogueAct(.offer, intent: intent)
            case "book", "offerbooked": return DialogueAct(.done, attribute: slot?.attribute, value: value, intent: intent)
            case "nobook": return DialogueAct(.blocked, attribute: slot?.attribute, value: value, intent: intent)
            case "nooffer": return DialogueAct(.blocked, attribute: slot?.attribute, value: value)
            case "reqmore": return DialogueAct(.askMore)
            case "greet": return DialogueAct(.greet)
            case "bye": return DialogueAct(.farewell)
            default: return nil
            }
        }
        guard let topic, !acts.contains(where: { $0.attribute != nil || $0.intent != nil }) else { return acts }
        return acts + [DialogueAct(.askMore, intent: "find_\(topic.rawValue)")]
    }
}

extension MultiWOZ.Line {
    /// What the annotators say this line claims: `Inform` acts with a known slot and a value.
    var annotatedClaims: [Claim] {
        guard isUser else { return [] }
        return acts.compactMap { act in
            guard act.kind == "inform", let domain = MultiWOZ.Domain(rawValue: act.scope), let slot = MultiWOZ.slot(domain, annotation: act.slot),
                let value = MultiWOZValue.canonical(act.value, of: slot)
            else { return nil }
            return Claim(slot.attribute, value)
        }
    }
}

extension MultiWOZ.Dialogue {
    /// All annotated claims of the user.
    var userClaims: [Claim] { lines.flatMap(\.annotatedClaims) }
}
