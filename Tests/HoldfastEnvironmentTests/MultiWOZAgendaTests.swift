// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

/// Whether the scripted agent can serve the corpus's goals, shown by a user who makes no mistakes on every tenth goal.
@Suite(.enabled(if: MultiWOZCorpus.isPresent, "needs the MultiWOZ copy in ../shared/data/multiwoz-2.1-convlab2"))
struct MultiWOZAgendaTests {
    @Test func agentServesGoals() throws {
        let catalog = DomainCatalog([try MultiWOZ.service(folder: MultiWOZCorpus.folder)])
        let player = AgendaDialogues(catalog: catalog)
        let reader = try #require(catalog.service(MultiWOZ.domainName)?.reader)
        var tasks = (all: 0, settled: 0)
        var choices = (all: 0, refused: 0)
        var lines = (all: 0, contradicting: 0)
        for scenario in try MultiWOZCorpus.sample(MultiWOZImport.scenarios(folder: MultiWOZCorpus.folder, file: MultiWOZCorpus.file)) {
            let turns = try player.play(scenario)
            let acts = turns.flatMap(\.acts)
            tasks.all += scenario.goal.intents.count
            tasks.settled += scenario.goal.intents.count { intent in
                acts.contains { ($0.kind == .done || $0.kind == .blocked) && $0.intent == intent }
            }
            choices.all += scenario.goal.firstChoices.count
            choices.refused += scenario.goal.firstChoices.count { choice in
                acts.contains { $0.kind == .blocked && $0.attribute == choice.attribute && $0.value == choice.value }
            }
            for turn in turns where turn.seat == .user {
                lines.all += 1
                let reading = reader.read(turn.text, after: turns[turn.index - 1].acts)
                if reading.claims.contains(where: { scenario.ledger.standing(of: $0.attribute, value: $0.value) == .contradicted }) {
                    lines.contradicting += 1
                }
            }
        }
        print("MultiWOZ agenda: tasks \(tasks), first choices \(choices), lines \(lines)")
        #expect(Double(tasks.settled) >= 0.95 * Double(tasks.all))
        #expect(Double(choices.refused) >= 0.95 * Double(choices.all))
        #expect(Double(lines.contradicting) <= 0.001 * Double(lines.all), "a user without mistakes must not be read as contradicting itself")
    }

    @Test func servesTheDomainsTheDevelopmentSplitLacks() throws {
        let catalog = try DomainCatalog([]).addingMultiWOZ(folder: MultiWOZCorpus.folder)
        let line = """
            {"id": "H1", "goal": {"hospital": {"info": {"department": "cardiology"}, "reqt": ["phone"]}, "police": {"info": {}, \
            "reqt": ["address"]}}, "turns": [{"role": "user", "text": "Hi"}]}
            """
        let dialogue = try #require(try MultiWOZReader(folder: MultiWOZCorpus.folder).dialogues(text: line, path: "line").first)
        let acts = try AgendaDialogues(catalog: catalog).play(MultiWOZImport.scenario(of: dialogue)).flatMap(\.acts)
        #expect(acts.contains(DialogueAct(.done, intent: "find_hospital")))
        #expect(acts.contains(DialogueAct(.done, intent: "find_police")))
        #expect(acts.contains { $0.kind == .inform && $0.attribute == "hospital_phone" })
        #expect(acts.contains { $0.kind == .inform && $0.attribute == "police_address" })
    }

    @Test func humanDialoguesBecomeExamples() throws {
        let examples = try MultiWOZImport.examples(folder: MultiWOZCorpus.folder, file: MultiWOZCorpus.file)
        #expect(examples.count == 999)
        #expect(Set(examples.map(\.scenario.id)).count == 999)
        #expect(Set(examples.map(\.scenario.split)) == Set(Split.allCases))
        let clerks = examples.flatMap(\.turns).filter { $0.seat == .user && $0.text.split(separator: " ").count > 40 }
        #expect(clerks.isEmpty, "the policy rule of 40 words must hold for human users")
        let consistent = examples.count(where: \.isConsistent)
        print("MultiWOZ examples: \(consistent) of \(examples.count) agree with their goals")
        #expect(consistent > 800)
    }
}
