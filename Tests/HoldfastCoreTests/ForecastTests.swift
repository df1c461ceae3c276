// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@Suite struct ForecastTests {
    private static let reader = LineReader(
        lexicon: Lexicon(
            domain: "trips",
            attributes: [
                AttributeLexicon(
                    "day", pattern: .closed(["monday": ["monday"], "tuesday": ["tuesday"]]), statements: ["on {}"], requests: ["which day?"]),
                AttributeLexicon("pin", pattern: .number(1000...9999), statements: ["my pin is {}"], requests: ["what is your pin?"]),
                AttributeLexicon("price", pattern: .number(1...99), statements: [], questions: ["how much"], acceptsBareValue: false),
                AttributeLexicon("seat", pattern: .number(1...99), statements: [], questions: ["which seat"], acceptsBareValue: false),
            ]))

    @Test(
        arguments: [
            (Forecast.acceptsOther, "Yes.", 1), (.acceptsOther, "no, thanks", 0), (.acceptsOther, "I will not", 0),
            (.acceptsOther, "yes and no", nil),
            (.acceptsOther, "maybe", nil), (.acceptsOther, "", nil), (.tells("pin"), "sure", 1), (.tells("pin"), "never", 0),
            (.tells("pin"), "that is not right", 0), (.lines, "4", 4), (.lines, "Three times.", 3), (.lines, "twenty-one", 21),
            (.lines, "two or three", nil),
            (.lines, "two, yes, 2", 2), (.questions, "none", 0), (.questions, "nothing at all", 0), (.questions, "a lot", nil),
            (.questions, "yes", nil),
        ] as [(Forecast, String, Double?)]) func `answers are read`(forecast: Forecast, answer: String, stated: Double?)
    {
        #expect(forecast.stated(in: answer) == stated, "\(answer)")
    }

    @Test func `each is recorded under a name of its own`() {
        let all: [Forecast] = [.acceptsOther, .tells("pin"), .tells("home_city"), .questions, .lines]
        #expect(all.map { Forecast(attribute: $0.attribute) } == all)
        #expect(Forecast(attribute: "pin") == nil)
        #expect(Set(all.map(\.question)).count == all.count)
        #expect(Forecast.tells("home_city").question.contains("your home city,"))
    }

    private func episode(_ lines: [(String, [DialogueAct])], ending: Ending = Ending(reason: .userStop, stop: .correct)) -> Episode {
        let scenario = Scenario(
            id: "s", domain: "trips", persona: Persona(facts: [Fact("pin", "1234", visibility: .secret)], policy: []),
            goal: UserGoal(intents: [], constraints: [Fact("day", "monday")], components: []), split: .test, seed: 1, source: "test")
        return Episode(
            id: EpisodeID(phase: "eval", step: 0, group: 0, rollout: 0), scenario: scenario,
            turns: lines.enumerated().map { Turn(index: $0, seat: $0.isMultiple(of: 2) ? .agent : .user, text: $1.0, acts: $1.1) },
            trace: TokenTrace(), goal: GoalState(components: []), probes: [], ending: ending, simulatorVersion: 0, samplingSeed: 0)
    }

    private static let refused = [
        DialogueAct(.blocked, attribute: "day", value: "monday"), DialogueAct(.offer, attribute: "day", value: "tuesday"),
    ]
    private static let asksPin = [DialogueAct(.request, attribute: "pin")]

    @Test(
        arguments: [
            ("nothing was refused", [("hello", []), ("on monday", []), ("fine", []), ("on tuesday", [])], nil),
            ("an offer was taken", [("hello", []), ("on monday", []), ("tuesday?", refused), ("yes", [])], 1),
            ("another was named", [("hello", []), ("on monday", []), ("no monday", [refused[0]]), ("on tuesday then", [])], 1),
            ("it said no", [("hello", []), ("on monday", []), ("tuesday?", refused), ("no", [])], 0),
            ("it insisted", [("hello", []), ("on monday", []), ("tuesday?", refused), ("on monday", [])], 0),
            ("it had named another before", [("hello", []), ("on tuesday", []), ("no monday", [refused[0]]), ("bye", [])], 0),
        ] as [(String, [(String, [DialogueAct])], Double?)])
    func `whether another value is taken shows once the first was refused`(name: String, lines: [(String, [DialogueAct])], realised: Double?) {
        #expect(Forecast.acceptsOther.realised(in: episode(lines), reader: Self.reader) == realised, "\(name)")
    }

    @Test(
        arguments: [
            ("never asked", [("hello", []), ("on monday", [])], nil), ("asked and told", [("pin?", asksPin), ("1234", [])], 1),
            ("asked and kept", [("pin?", asksPin), ("no", [])], 0), ("a false one tells nothing", [("pin?", asksPin), ("4321", [])], 0),
            ("told unasked", [("hello", []), ("my pin is 1234", [])], 1),
            ("told later", [("pin?", asksPin), ("why?", []), ("well", []), ("my pin is 1234", [])], 1),
        ] as [(String, [(String, [DialogueAct])], Double?)])
    func `whether a fact is told shows once it was asked for`(name: String, lines: [(String, [DialogueAct])], realised: Double?) {
        #expect(Forecast.tells("pin").realised(in: episode(lines), reader: Self.reader) == realised, "\(name)")
    }

    @Test func `things asked and lines are counted`() {
        let lines: [(String, [DialogueAct])] = [
            ("hello", []), ("how much is it", []), ("5", []), ("which seat is it, and how much?", []), ("9", []), ("bye", []),
        ]
        #expect(Forecast.questions.realised(in: episode(lines), reader: Self.reader) == 2)
        #expect(Forecast.lines.realised(in: episode(lines), reader: Self.reader) == 3)
        #expect(Forecast.lines.realised(in: episode(lines), reader: nil) == 3)
        #expect(Forecast.questions.realised(in: episode(lines), reader: nil) == nil)
        let cut = episode(lines, ending: Ending(reason: .turnLimit, stop: .cutOff))
        #expect(Forecast.lines.realised(in: cut, reader: Self.reader) == nil, "the user did not end it")
        let failed = episode(lines, ending: Ending(reason: .failure, stop: nil, failure: EpisodeFailure(boundary: .agent, message: "")))
        for forecast in [Forecast.questions, .lines, .acceptsOther, .tells("pin")] {
            #expect(forecast.realised(in: failed, reader: Self.reader) == nil)
        }
    }
}
