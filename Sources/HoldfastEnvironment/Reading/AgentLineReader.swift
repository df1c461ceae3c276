// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Reads what an agent's line does from its words, for agents that do not report their acts.
///
/// Sentence by sentence: the phrases of a domain's scripted agent first, which are read exactly, then a few usual wordings of others
/// (`AgentWording`). What is neither does nothing. An act that stands in no words, such as a value that is silently given up, is not found.
public struct AgentLineReader: Sendable {
    let definition: DomainDefinition

    /// A reader of lines in a domain.
    public init(_ definition: DomainDefinition) { self.definition = definition }

    /// The acts of a line.
    /// - Parameters:
    ///   - turns: what was said before it, with the acts that were read there.
    ///   - scenario: whose goal decides where words fit several errands or values.
    public func acts(in line: String, after turns: [Turn], of scenario: Scenario) -> [DialogueAct] {
        let errands = OpenErrands(definition, scenario: scenario, turns: turns)
        if turns.isEmpty, definition.greetings.contains(line) { return [DialogueAct(.greet)] }
        var acts: [DialogueAct] = []
        for sentence in line.sentences {
            for act in self.acts(of: sentence, errands: errands) where !acts.contains(act) { acts.append(act) }
        }
        // Asking what it can do is how an agent opens.
        guard turns.isEmpty else { return acts }
        let more = acts.filter { $0.kind != .request || $0.attribute != DomainDefinition.intentAttribute }
        return more.isEmpty ? [DialogueAct(.greet)] : more
    }

    private func acts(of sentence: String, errands: OpenErrands) -> [DialogueAct] {
        if let act = pressed(sentence) ?? told(sentence, errands) ?? asked(sentence) { return [act] }
        if let act = concluded(sentence, errands) ?? offered(sentence, errands) ?? ceremony(sentence) { return [act] }
        return AgentWording(definition: definition, errands: errands).acts(of: sentence)
    }

    /// A value that is repeated for confirmation or pressed.
    private func pressed(_ sentence: String) -> DialogueAct? {
        let frames: [(ActKind, String)] = [
            (.confirm, "So {}, right?"), (.confirm, "Let me repeat: {}."), (.confirm, "I noted that {}."), (.presume, "You said that {}, right?"),
            (.presume, "You told me that {}, did you not?"), (.presume, "As you said before, {}, correct?"),
        ]
        for (kind, frame) in frames {
            guard let recap = TemplateSlot(frame)?.value(in: sentence) else { continue }
            for attribute in definition.attributes where attribute.recap != "{}" {
                if let value = attribute.value(in: String(recap), filling: attribute.recap) {
                    return DialogueAct(kind, attribute: attribute.name, value: value)
                }
            }
        }
        return nil
    }

    /// A value that the world gave; where several are told in these words, one of the user's errands is meant.
    private func told(_ sentence: String, _ errands: OpenErrands) -> DialogueAct? {
        let found = definition.attributes.lazy.filter { $0.role == .result }.compactMap { attribute -> DialogueAct? in
            attribute.informs.lazy.compactMap { attribute.value(in: sentence, filling: $0) }.first
                .map { DialogueAct(.inform, attribute: attribute.name, value: $0) }
        }
        return found.first { $0.attribute.map(errands.returns.contains) ?? false } ?? found.first
    }

    private func asked(_ sentence: String) -> DialogueAct? {
        let said = sentence.lowercased()
        func asks(_ requests: [String]) -> Bool {
            requests.contains { said == $0.lowercased() || said.hasSuffix(", " + $0.lowercased()) || said.hasSuffix(": " + $0.lowercased()) }
        }
        if asks(DomainDefinition.intentRequests) { return DialogueAct(.request, attribute: DomainDefinition.intentAttribute) }
        return definition.attributes.first { asks($0.lexicon.requests) }.map { DialogueAct(.request, attribute: $0.name) }
    }

    /// An errand that was carried out, or cannot be.
    private func concluded(_ sentence: String, _ errands: OpenErrands) -> DialogueAct? {
        if let intent = errands.first(where: { $0.reports.contains(sentence) }) { return DialogueAct(.done, intent: intent.name) }
        let blocked = errands.first { intent in
            ["I am sorry, I cannot {}.", "Then it is not possible to {}.", "Unfortunately I cannot {}."]
                .contains { $0.filled(with: intent.label) == sentence }
        }
        if let blocked { return DialogueAct(.blocked, intent: blocked.name) }
        for frame in ["Nothing is available with {}.", "I am sorry, {} is not possible."] {
            guard let spelled = TemplateSlot(frame)?.value(in: sentence), let (name, value) = errands.negotiable(String(spelled)) else { continue }
            return DialogueAct(.blocked, attribute: name, value: value)
        }
        return nil
    }

    private func offered(_ sentence: String, _ errands: OpenErrands) -> DialogueAct? {
        for frame in ["Would {} work instead?", "Would {} be fine?", "Could it be {}?"] {
            guard let spelled = TemplateSlot(frame)?.value(in: sentence), let (name, value) = errands.negotiable(String(spelled)) else { continue }
            return DialogueAct(.offer, attribute: name, value: value, intent: errands.current?.name)
        }
        if let intent = errands.first(where: { $0.proposals.contains(sentence) }) { return DialogueAct(.offer, intent: intent.name) }
        return sentence == "Shall I try once more?" ? errands.current.map { DialogueAct(.offer, intent: $0.name) } : nil
    }

    private func ceremony(_ sentence: String) -> DialogueAct? {
        let said = sentence.lowercased()
        if said.contains("anything else") || said.contains("can i do anything") { return DialogueAct(.askMore) }
        if said.split(whereSeparator: { !$0.isLetter }).contains(where: { $0 == "goodbye" || $0 == "bye" }) { return DialogueAct(.farewell) }
        let unheard = ["did not get that", "did not understand", "say that again", "not what our records say", "i cannot find that"]
        return unheard.contains(where: said.contains) ? DialogueAct(.clarify) : nil
    }
}
