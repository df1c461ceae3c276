// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// One thing a user does with a line.
enum AgendaMove: Hashable {
    case open(String)
    case answer([Attribute])
    case refuse
    case noPreference
    case wish(Fact)
    case affirm
    case deny
    case correct(Attribute)
    case ask(Attribute)
    case agree
    case agreeWith(Fact)
    case accept(Attribute)
    case counter(Attribute)
    case decline
    case close
    case leave

    var ends: Bool { self == .close || self == .leave }
}

/// What an agenda user knows of how far things are.
struct AgendaProgress: Hashable, Sendable {
    /// Constraint values the user has said.
    var stated: Set<Claim> = []
    /// How often each question was asked.
    var asked: [Attribute: Int] = [:]
    var learned: Set<Attribute> = []
    var done: Set<String> = []
    var blocked: Set<String> = []
    var unavailable: Set<Claim> = []
    /// The errand that was settled last.
    var last: String?
    /// Errands the user has named.
    var begun: Set<String> = []
    /// Whether the user has spoken.
    var hasOpened = false

    mutating func note(_ acts: [DialogueAct]) {
        for act in acts {
            switch act.kind {
            case .inform:
                if let attribute = act.attribute { learned.insert(attribute) }
            case .done:
                if let intent = act.intent {
                    done.insert(intent)
                    last = intent
                }
            case .blocked:
                if let intent = act.intent {
                    blocked.insert(intent)
                    last = intent
                } else if let attribute = act.attribute, let value = act.value {
                    unavailable.insert(Claim(attribute, value))
                }
            default: break
            }
        }
    }

    func hasBegun(_ intent: String) -> Bool { begun.contains(intent) }

    func isDone(_ intent: String?) -> Bool { intent.map(done.contains) ?? false }
}

extension AgendaUser {
    /// The true or currently wanted value of an attribute: the fallback once the first choice is not to be had.
    func value(of attribute: Attribute) -> String? {
        if let fact = persona[attribute] { return fact }
        let values = goal.constraints.filter { $0.attribute == attribute }.map(\.value)
        return values.first { !progress.unavailable.contains(Claim(attribute, $0)) } ?? values.last
    }

    func isSecret(_ attribute: Attribute) -> Bool {
        persona.facts.contains { $0.attribute == attribute && $0.visibility == .secret } || definition.attribute(attribute)?.role == .secret
    }

    /// The errand in hand: the first one that is neither done nor blocked.
    var currentIntent: String? { goal.intents.first { !progress.done.contains($0) && !progress.blocked.contains($0) } }

    /// Something to learn about the errand in hand or the one settled last; asked at most twice.
    var openQuestion: Attribute? {
        let intents = progress.last == nil || currentIntent.map(progress.hasBegun) ?? false ? [currentIntent] : [progress.last]
        for component in goal.components {
            guard case .learned(let attribute) = component.check, !progress.learned.contains(attribute), progress.asked[attribute, default: 0] < 2,
                intents.contains(where: { $0.map { "task.\($0)" } == component.parent })
            else { continue }
            return attribute
        }
        return nil
    }

    /// A preference of the errand in hand that was not said yet.
    var unexpressedWish: Fact? {
        for component in goal.components where component.parent == currentIntent.map({ "task.\($0)" }) {
            if case .expressed(let attribute, let value) = component.check, !progress.stated.contains(Claim(attribute, value)) {
                return Fact(attribute, value)
            }
        }
        return nil
    }

    /// Values of an errand that the goal requires and that were not said yet, in the order of its definition.
    func unstated(of intent: IntentDefinition) -> [Fact] {
        let wanted = intent.required + intent.optional.filter { isRequired($0) }
        return wanted.compactMap { name in
            guard persona[name] == nil, let value = value(of: name), !progress.stated.contains(Claim(name, value)) else { return nil }
            return Fact(name, value)
        }
    }
    /// Whether the goal counts whether a value of the attribute was stated.
    private func isRequired(_ name: Attribute) -> Bool {
        goal.components.contains { component in
            if case .stated(name, _) = component.check { true } else { false }
        }
    }
}
