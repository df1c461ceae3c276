// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension ValuePattern {
    /// A closed list whose surface forms are the values themselves and those of `also`.
    static func listed(_ values: [String], also forms: [String: [String]] = [:]) -> ValuePattern {
        .closed(Dictionary(values.map { ($0, [$0] + forms[$0, default: []]) }, uniquingKeysWith: { first, _ in first }))
    }
}

extension DomainAttribute {
    /// A fact about the person.
    static func profile(
        _ name: Attribute, _ label: String, pattern: ValuePattern, spelling: Spelling = .asIs, statements: [String], requests: [String],
        prompt: String, answers: [String], recap: String, pool: [String], role: AttributeRole = .profile
    ) -> DomainAttribute {
        DomainAttribute(
            AttributeLexicon(name, pattern: pattern, statements: statements, requests: requests), role: role, spelling: spelling, label: label,
            prompt: prompt, answers: answers, recap: recap, pool: pool)
    }

    /// A value the person wants; `fragments` continue a sentence.
    static func constraint(
        _ name: Attribute, _ label: String, pattern: ValuePattern, spelling: Spelling = .asIs, statements: [String], requests: [String],
        prompt: String, answers: [String], fragments: [String], recap: String, pool: [String]
    ) -> DomainAttribute {
        DomainAttribute(
            AttributeLexicon(name, pattern: pattern, statements: statements, requests: requests), role: .constraint, spelling: spelling,
            label: label, prompt: prompt, answers: answers, fragments: fragments, recap: recap, pool: pool)
    }

    /// A value the world gives. Users ask for it and state nothing.
    static func result(
        _ name: Attribute, _ label: String, questions: [String], asks: [String], prompt: String, informs: [String]
    ) -> DomainAttribute {
        DomainAttribute(
            AttributeLexicon(name, pattern: .open(words: 2), statements: [], questions: questions, acceptsBareValue: false), role: .result,
            label: label, prompt: prompt, asks: asks, informs: informs)
    }
}

extension IntentDefinition {
    /// The same errand with all it requires asked for in one question.
    var askedTogether: IntentDefinition {
        var copy = self
        copy.asksTogether = true
        return copy
    }
}
