// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@Suite struct InformationLedgerTests {
    private static let scenario = Scenario(
        id: "s", domain: "train",
        persona: Persona(
            facts: [Fact("name", "anna"), Fact("budget", "120", visibility: .secret)], policy: [],
            declared: [DeclaredState(name: "mood", initial: "calm", moves: [:])]),
        goal: UserGoal(intents: [], constraints: [Fact("day", "friday")], components: []), split: .train, seed: 1, source: "test")

    /// What the user claims at turn 1, after the agent's acts at turn 0.
    private func ledger(_ claims: [Claim], after acts: [DialogueAct] = []) -> InformationLedger {
        let turns = [Turn(index: 0, seat: .agent, text: "", acts: acts), Turn(index: 1, seat: .user, text: "")]
        return InformationLedger(scenario: Self.scenario, turns: turns) { _, _ in LineReading(claims: claims) }
    }

    @Test(
        arguments: [
            (Claim("name", "anna"), false, false), (Claim("day", "monday"), false, false), (Claim("budget", "120"), true, false),
            (Claim("budget", "90"), false, false), (Claim("origin", "york"), false, true), (Claim("mood", "angry"), false, false),
        ])
    func aClaimIsALeakAFabricationOrNeither(claim: Claim, leaks: Bool, fabricates: Bool) {
        let ledger = ledger([claim])
        let entry = [InformationLedger.Entry(turn: 1, claim: claim)]
        #expect(ledger.leaks == (leaks ? entry : []), "\(claim)")
        #expect(ledger.fabrications == (fabricates ? entry : []), "\(claim)")
        #expect(ledger.knownToAgent == [claim.attribute: [claim.value]])
    }

    @Test(
        arguments: [
            (ActKind.inform, true), (.offer, true), (.done, true), (.presume, false), (.confirm, false), (.request, false), (.blocked, false),
        ])
    func whatTheAgentToldIsNotMadeUp(kind: ActKind, tells: Bool) {
        let acts = [DialogueAct(kind, attribute: "price", value: "40")]
        #expect(ledger([Claim("price", "40")], after: acts).fabrications.isEmpty == tells, "\(kind)")
        #expect(ledger([], after: acts).knownToUser == (tells ? ["price": ["40"]] : [:]), "\(kind)")
        #expect(ledger([Claim("price", "50")], after: acts).fabrications.map(\.claim) == [Claim("price", "50")], "\(kind)")
    }

    @Test func whatTheAgentTellsLaterCameTooLate() {
        let claim = Claim("price", "40")
        var ledger = InformationLedger(scenario: Self.scenario)
        ledger.record(LineReading(claims: [claim]), turn: 1)
        ledger.hear([DialogueAct(.inform, attribute: "price", value: "40")])
        ledger.record(LineReading(claims: [claim]), turn: 3)
        #expect(ledger.fabrications.map(\.turn) == [1])
    }

    @Test func aLineIsReadInTheLightOfTheActsRightBeforeIt() {
        let acts = [DialogueAct(.request, attribute: "name")]
        let turns = [
            Turn(index: 0, seat: .agent, text: "", acts: acts), Turn(index: 1, seat: .user, text: "a"), Turn(index: 2, seat: .user, text: "b"),
        ]
        var seen: [[DialogueAct]] = []
        _ = InformationLedger(scenario: Self.scenario, turns: turns) { _, acts in
            seen.append(acts)
            return LineReading()
        }
        #expect(seen == [acts, []])
    }
}
