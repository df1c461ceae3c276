// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastModels
import Testing

@Suite struct EpisodeProbeTests {
    typealias Table = EpisodeStateMachineTests

    @Test func asksAboutSharedFactsTheLexiconHasRequestsFor() {
        let scenario = EpisodeFixture.scenario()
        let asked = ProbePlan(afterUserTurns: [1], questions: 10).questions(in: scenario, lexicon: EpisodeFixture.lexicon, turn: 1)
        #expect(Set(asked.map(\.attribute)) == ["name", "city", "pet"])
        #expect(asked.count == 3)
        for question in asked { #expect(question.text.contains(question.attribute.rawValue)) }
    }

    @Test func questionsDependOnScenarioAndTurnAlone() {
        let plan = ProbePlan(afterUserTurns: [1], questions: 1)
        var seen: Set<String> = []
        for seed in 0..<30 as Range<UInt64> {
            let scenario = EpisodeFixture.scenario(seed: seed)
            let first = plan.questions(in: scenario, lexicon: EpisodeFixture.lexicon, turn: 1)
            #expect(first == plan.questions(in: scenario, lexicon: EpisodeFixture.lexicon, turn: 1), "seed \(seed)")
            #expect(first.count == 1)
            seen.formUnion(first.map(\.text))
        }
        #expect(seen.count > 3, "other scenarios are asked other things")
    }

    @Test func probesAreForksWithTheirOwnKeys() throws {
        var machine = try EpisodeFixture.machine(probes: ProbePlan(afterUserTurns: [1], questions: 2))
        let line = EpisodeFixture.line("to boston")
        let log = machine.play([
            Table.hello, .sampled(line), .probed([EpisodeFixture.line("kim"), EpisodeFixture.line("a cat")]), Table.ok, Table.stops("bye"),
        ])
        let template = try EpisodeFixture.template()
        let calls = log.probes
        #expect(calls.count == 2)
        for call in calls {
            #expect(!call.request.extendsSession)
            #expect(call.request.session == "train/3/2/0")
            #expect(call.request.prompt == log.samples[0].prompt + line.tokens + template.agentLine(call.question.text) + template.userCue)
            #expect(call.request.randomKey.purpose == .probe)
        }
        #expect(calls[0].request.randomKey != calls[1].request.randomKey)
        let episode = try #require(log.episode)
        #expect(episode.probes.map(\.answer) == ["kim", "a cat"])
        #expect(episode.probes.map(\.turn) == [1, 1])
        #expect(episode.probes.map(\.question) == calls.map(\.question.text))
        // What was sampled in the fork is kept with it: the dialogue up to the question, the question, the answer.
        for (probe, call) in zip(episode.probes, calls) {
            let given = probe.trace.mask.count { !$0 }
            #expect(episode.trace.ids[..<probe.start] + probe.trace.ids[..<given] == call.request.prompt[...])
            #expect(probe.trace.ids[given...].elementsEqual(EpisodeFixture.line(probe.answer).tokens))
        }
    }

    @Test func probesLeaveNoTrace() throws {
        let events = [Table.hello, Table.says("to boston"), Table.ok, Table.says("well"), Table.done, Table.stops("bye")]
        var plain = try EpisodeFixture.machine()
        let without = try #require(plain.play(events).episode)
        var probed = try EpisodeFixture.machine(probes: ProbePlan(afterUserTurns: [1, 2], questions: 1))
        var withProbes = events
        withProbes.insert(.probed([EpisodeFixture.line("four")]), at: 4)
        withProbes.insert(.probed([EpisodeFixture.line("kim")]), at: 2)
        let with = try #require(probed.play(withProbes).episode)
        #expect(with.probes.count == 2)
        #expect(with.trace == without.trace)
        #expect(with.turns == without.turns)
        #expect(with.goal == without.goal)
        #expect(with.ending == without.ending)
    }

    @Test func wrongNumberOfAnswersIsAFailure() throws {
        var machine = try EpisodeFixture.machine(probes: ProbePlan(afterUserTurns: [1], questions: 2))
        let episode = try #require(machine.play([Table.hello, Table.says("boston"), .probed([])]).episode)
        #expect(episode.ending.failure?.boundary == .simulator)
    }
}
