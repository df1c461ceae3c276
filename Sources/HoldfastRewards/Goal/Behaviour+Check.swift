// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension Behaviour {
    /// Why a line breaks the rule, or nil where it keeps it or where no machine can tell.
    func violation(by line: UserLine) -> String? {
        switch self {
        case .atMostWords(let limit):
            return line.text.words.count > limit ? "\(line.text.words.count) words, but \(limit) are allowed" : nil
        case .alwaysSays(let phrases):
            return phrases.contains { line.text.contains(LineText($0)) } ? nil : "none of: \(phrases.joined(separator: ", "))"
        case .neverSays(let phrases):
            return phrases.first { line.text.contains(LineText($0)) }.map { "says \($0)" }
        case .onlyWhenAsked(let attribute):
            let isAsked = line.acts.contains { act in
                switch act.kind {
                case .request, .confirm, .presume: act.attribute == attribute
                // Asked to say it again, the user may repeat what it was allowed to say before.
                case .clarify: act.attribute == nil || act.attribute == attribute
                default: false
                }
            }
            return !isAsked && line.states(attribute) ? "states \(attribute) without being asked" : nil
        case .neverStates(let attribute):
            return line.states(attribute) ? "states \(attribute)" : nil
        case .described:
            return nil
        }
    }
}

extension UserLine {
    /// Whether the line claims any value of the attribute.
    fileprivate func states(_ attribute: Attribute) -> Bool {
        reading?.claims.contains { $0.attribute == attribute } ?? false
    }
}
