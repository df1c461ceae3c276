// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

@testable import HoldfastEnvironment

/// What came of a dialogue, judged from the reader and the acts alone.
struct GoalOutcome {
    var openComponents: [String] = []
    var contradictions: [String] = []
    var brokenRules: [String] = []
    var userTurns = 0
    var words = 0
    var ends = false

    init(_ scenario: Scenario, _ turns: [Turn], reader: LineReader) {
        var stated: Set<Claim> = []
        var askedFor: Set<Attribute> = []
        var told: Set<Attribute> = []
        var settled: Set<String> = []
        var missing: Set<Claim> = []
        var acts: [DialogueAct] = []
        let ledger = scenario.ledger
        for turn in turns {
            if turn.seat == .agent {
                acts = turn.acts
                for act in acts {
                    if act.kind == .inform, let attribute = act.attribute { told.insert(attribute) }
                    if act.kind == .done || act.kind == .blocked, let intent = act.intent { settled.insert(intent) }
                    if act.kind == .blocked, let attribute = act.attribute, let value = act.value { missing.insert(Claim(attribute, value)) }
                }
                continue
            }
            userTurns += 1
            words += turn.text.split(separator: " ").count
            ends = turn.finish == .endOfDialogue
            let reading = reader.read(turn.text, after: acts)
            for claim in reading.claims {
                stated.insert(claim)
                if ledger.standing(of: claim.attribute, value: claim.value) != .supported {
                    contradictions.append("'\(turn.text)' claims \(claim.attribute)=\(claim.value)")
                }
            }
            for denial in reading.denials where ledger.standing(of: denial.attribute, value: denial.value) == .supported {
                contradictions.append("'\(turn.text)' denies \(denial.attribute)=\(denial.value)")
            }
            askedFor.formUnion(reading.asked)
            for rule in scenario.persona.policy where !Self.obeys(turn.text, rule.behaviour, reading, acts) {
                brokenRules.append("'\(turn.text)' breaks '\(rule.text)'")
            }
        }
        for component in scenario.goal.components {
            switch component.check {
            case .stated(let attribute, let value):
                if case .whenUnavailable(let name, let first)? = component.condition, !missing.contains(Claim(name, first)) { continue }
                if !stated.contains(Claim(attribute, value)) { openComponents.append(component.id) }
            case .expressed(let attribute, let value):
                if !stated.contains(Claim(attribute, value)) { openComponents.append(component.id) }
            case .learned(let attribute):
                if !askedFor.contains(attribute) || !told.contains(attribute) { openComponents.append(component.id) }
            case .achieved(let intent):
                if !settled.contains(intent) { openComponents.append(component.id) }
            case .consistent, .obeys, .described: break
            }
        }
    }

    private static func obeys(_ line: String, _ behaviour: Behaviour, _ reading: LineReading, _ acts: [DialogueAct]) -> Bool {
        let words = line.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        switch behaviour {
        case .atMostWords(let count): return line.split(separator: " ").count <= count
        case .alwaysSays(let choices): return choices.contains { words.contains($0) }
        case .neverSays(let bans): return !bans.contains { words.contains($0) }
        case .neverStates(let attribute): return !reading.claims.contains { $0.attribute == attribute }
        case .onlyWhenAsked(let attribute):
            return !reading.claims.contains { $0.attribute == attribute } || acts.contains { $0.attribute == attribute }
        case .described: return true
        }
    }
}
