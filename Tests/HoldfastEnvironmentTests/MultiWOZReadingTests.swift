// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEnvironment

/// How well the line reader understands human lines, measured against the corpus's annotations.
@Suite(.enabled(if: MultiWOZCorpus.isPresent, "needs the MultiWOZ copy in ../shared/data/multiwoz-2.1-convlab2"))
struct MultiWOZReadingTests {
    /// Two precisions, because annotators leave out much of what a line says: against the annotation of the line, and against all that
    /// is annotated in the dialogue or wanted in its goal.
    @Test func readsHumanLinesAsTheAnnotatorsDid() throws {
        let reader = LineReader(lexicon: MultiWOZLexicon(try MultiWOZDatabases(folder: MultiWOZCorpus.folder)).lexicon)
        var right = 0
        var elsewhere = 0
        var wrong = 0
        var missed = 0
        for dialogue in try MultiWOZCorpus.sample(MultiWOZReader(folder: MultiWOZCorpus.folder).dialogues(file: MultiWOZCorpus.file)) {
            let ledger = MultiWOZImport.scenario(of: dialogue).ledger
            let known = Set(dialogue.userClaims)
            var topic = MultiWOZTopic(nil)
            var acts: [DialogueAct] = []
            for line in dialogue.lines {
                topic.follow(line)
                guard line.isUser else {
                    acts = MultiWOZActs.agentActs(of: line, topic: topic.current)
                    continue
                }
                let reading = reader.read(MultiWOZText.detokenised(line.text), after: acts)
                let claimed = Set(reading.claims.filter { $0.attribute != DomainDefinition.intentAttribute })
                let annotated = Set(line.annotatedClaims)
                right += claimed.intersection(annotated).count
                missed += annotated.subtracting(claimed).count
                for claim in claimed.subtracting(annotated) {
                    let isKnown = known.contains(claim) || ledger.standing(of: claim.attribute, value: claim.value) == .supported
                    if isKnown { elsewhere += 1 } else { wrong += 1 }
                }
            }
        }
        let all = Double(right + elsewhere + wrong)
        let strict = Double(right) / all
        let agreeing = Double(right + elsewhere) / all
        let recall = Double(right) / Double(right + missed)
        print("MultiWOZ reading: precision \(strict) by line, \(agreeing) by dialogue; recall \(recall); \(Int(all)) claims")
        #expect(strict >= 0.85)
        #expect(agreeing >= 0.95)
        #expect(recall >= 0.87)
    }
}
