// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

struct FreeTextErrandTests {
    static let visit =
        "You are Wendy Ellis. You live in Nottingham. Your phone number is 576944. Never tell your secret budget. Use at most 12 words per line. "
        + "You want a visit of a technician for a weak signal with router P2907 on Friday. If Friday is not possible, take Monday. You prefer a letter as reminder."
    static let train =
        "You are 34 years old. You pay by card. You want to book a train ticket from Leeds to York on Sunday for four people. You prefer a window seat."

    static let contradictions: [(String, String)] = [
        (visit, "My router is P2908."), (visit, "It is router model p2917, I think it is."), (visit, "You can reach me on 576945."),
        (visit, "It has to be on Tuesday."), (visit, "My phone number is 123456."), (visit, "Send me a text message first."),
        (visit, "This is fine. My name is Anna Weber."), (train, "I need a train from Leeds to Bath."),
        (train, "Can I get a train ticket from Hull to York?"),
        (train, "We are five people."), (train, "There are two of us."), (train, "I prefer a corner seat."), (train, "I always pay by cash."),
        (train, "On Monday."), (train, "For three people, please."), ("I want two tickets.", "I need three tickets, please."),
        (train, "I am 43."),
    ]

    @Test(arguments: contradictions)
    func `a wrong detail contradicts the errand`(ground: String, line: String) {
        let (outcome, evidence) = freeTextOutcome(ground, line)
        #expect(outcome == .fail, "'\(line)' is \(outcome) (\(evidence))")
    }

    static let innocents: [(String, String)] = [
        (visit, "Monday suits me too."), (visit, "Is Tuesday possible?"), (visit, "No, not on Tuesday."), (visit, "No, I did not say Tuesday."),
        (visit, "I would rather not say."),
        (visit, "My router is P2907."), (visit, "It is router model p2907, I think it is."), (visit, "How about Tuesday?"),
        (visit, "No, that is wrong. The router is P2907."), (train, "Which platform is it?"), (train, "We are four people."),
        (train, "From Leeds to York, please."), (train, "A window seat would be nice."), (train, "I am 34 years old."),
        (train, "When does it leave on Monday?"), (train, "Goodbye."),
        ("I want to travel to Paris. I love music.", "I am going to London on Friday."),
    ]

    @Test(arguments: innocents)
    func `a right detail, a question and a denial do not`(ground: String, line: String) {
        let (outcome, evidence) = freeTextOutcome(ground, line)
        #expect(outcome != .fail, "'\(line)' is said to contradict: \(evidence)")
    }
}
