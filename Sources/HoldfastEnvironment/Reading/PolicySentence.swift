// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Reads a rule of behaviour back from its sentence.
struct PolicySentence {
    let definition: DomainDefinition

    /// The rule that a sentence states, or nil.
    func rule(_ sentence: String) -> PolicyRule? {
        behaviour(sentence).map { PolicyRule(text: sentence, behaviour: $0) }
    }

    private func behaviour(_ sentence: String) -> Behaviour? {
        if let name = slot("Never tell your {}.", sentence), let attribute = attribute(name) { return .neverStates(attribute) }
        if let name = slot("Tell your {} only when asked.", sentence), let attribute = attribute(name) { return .onlyWhenAsked(attribute) }
        if let limit = slot("Use at most {} words per line.", sentence), let words = Int(limit), words > 0 { return .atMostWords(words) }
        if let words = slot("Always say {}.", sentence) { return .alwaysSays(words.split(separator: " or ").map(String.init)) }
        return slot("Never say {}.", sentence).map { .neverSays([$0]) }
    }

    private func slot(_ template: String, _ sentence: String) -> String? { TemplateSlot(template)?.value(in: sentence).map(String.init) }

    /// A fact by its name or by what it is called in a sentence.
    private func attribute(_ name: String) -> Attribute? {
        definition.attributes.first { ($0.name.rawValue == name || $0.label == name) && ($0.role == .profile || $0.role == .secret) }?.name
    }
}
