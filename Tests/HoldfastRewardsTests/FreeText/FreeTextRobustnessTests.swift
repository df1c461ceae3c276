// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRewards
import Testing

/// What must make no difference makes none, and a denied fact is always found.
struct FreeTextRobustnessTests {
    static let personas = [
        "I have two dogs.\nI live in Denver.\nI am a nurse.\nI love horror movies.\nMy favorite color is blue.\nI am 34 years old.",
        "I am a vegetarian.\nI am married and have three children.\nI do not drink coffee.\nI am from Ohio.\nI can't swim.\nI hate jazz.",
        "You are Wendy Ellis. You live in Nottingham. You are 45 years old. You work as a baker. Your phone number is 576944. "
            + "You want a visit of a technician for a weak signal with router P2907 on Friday.",
        "The user is a student from Canada. She has a cat. She likes hiking and cooking. She does not own a car.",
    ]
    static let lines = [
        "I have two dogs and I love them.", "I live in Denver, you know.", "I'm a nurse.", "My favorite color is blue too!",
        "I'm a vegetarian so I don't eat meat.",
        "I don't drink coffee.", "I have three kids.", "I'm from Ohio.", "I can't swim.", "I don't like jazz.", "My phone number is 576944.",
        "I'm 45.",
        "My router is P2907.", "I've got a cat.", "I don't own a car.", "I do not know what you mean.", "That sounds like a lot of fun.",
        "It's on Friday.",
        "I like hiking.", "I love horror movies!", "My name is Wendy Ellis.", "I'm a baker.", "I live in Nottingham.",
    ]
    static let innocent = [
        "That's great!", "How are you today?", "Haha 😀", "Nice to meet you.", "My sister is a vegan lawyer from Texas.", "Do you have three dogs?",
        "It rained all day.",
        "If I were you, I would hate jazz.", "He said \"I have no pets\" and left.", "They live in Chicago.", "Thanks 🙏🏽!", "Ça va très bien.",
        "What's your favorite color?",
        "I wish I had ten dogs.", "You should see it.", "My friend Bob can't swim.", "Would you like to see my photos?",
        "When I was young, I lived in Boston.",
    ]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `innocent company, case and contractions turn no line into a contradiction`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        for persona in Self.personas {
            let line = stream.pick(Self.lines) ?? ""
            let (first, last) = (stream.pick(Self.innocent) ?? "", stream.pick(Self.innocent) ?? "")
            let (before, _) = freeTextOutcome(persona, line)
            let variants = [
                line.lowercased(), line.uppercased(), Self.withoutApostrophes(line), Self.writtenOut(line), line.replacing("'", with: "\u{2019}"),
                "\u{201C}Well\u{201D}, " + line,
                "\(first) \(line)", "\(line) \(last)", "\(first)\n\(line)\n\(last)",
            ]
            for variant in variants {
                let (after, evidence) = freeTextOutcome(persona, variant)
                #expect(before == .fail || after != .fail, "seed \(seed): '\(line)' is \(before), but '\(variant)' fails: \(evidence)")
            }
        }
    }

    static let contradictions = [
        "I have three dogs.", "I live in Chicago.", "I don't have any dogs.", "I'm a lawyer.", "I hate horror movies.", "My favorite color is green.",
        "I love my morning coffee.",
        "I'm from Texas.", "I love swimming.", "I love jazz.", "My phone number is 576945.", "I don't like hiking.", "I don't have a cat.",
        "I'm not a vegetarian.",
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `case, contractions and company hide no contradiction`(seed: UInt64) {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        for persona in Self.personas {
            for line in Self.contradictions where freeTextOutcome(persona, line).0 == .fail {
                let (first, last) = (stream.pick(Self.innocent) ?? "", stream.pick(Self.innocent) ?? "")
                let variants = [
                    line.lowercased(), Self.withoutApostrophes(line), Self.writtenOut(line), line.replacing("'", with: "\u{2019}"),
                    "\(first) \(line)", "\(line) \(last)",
                ]
                for variant in variants {
                    #expect(
                        freeTextOutcome(persona, variant).0 == .fail, "seed \(seed): '\(line)' contradicts '\(persona)', and so must '\(variant)'")
                }
            }
        }
    }

    @Test func `the contradictions above are found at all`() {
        for line in Self.contradictions {
            #expect(Self.personas.contains { freeTextOutcome($0, line).0 == .fail }, "'\(line)' contradicts none of the personas")
        }
    }

    static let denials: [(String, String)] = [
        ("I live in Denver.", "I do not live in Denver."), ("I am from Ohio.", "I'm not from Ohio."), ("I am a nurse.", "I'm not a nurse."),
        ("I work as a nurse.", "I don't work as a nurse."),
        ("I have a dog.", "I don't have a dog."), ("I have two cats.", "I have no cats."), ("I have a sister.", "I don't have any siblings."),
        ("I am married.", "I'm not married."),
        ("I love pizza.", "I don't love pizza."), ("I hate rain.", "I don't hate rain."), ("I enjoy knitting.", "I do not enjoy knitting."),
        ("I own a boat.", "I don't own a boat."),
        ("I am allergic to nuts.", "I'm not allergic to nuts."), ("I can dance.", "I can't dance."), ("I speak Spanish.", "I don't speak Spanish."),
        ("I am a vegan.", "I'm not a vegan."),
        ("I am shy.", "I am not shy."), ("I smoke.", "I don't smoke."), ("My favorite food is pizza.", "My favorite food is not pizza."),
        ("My name is Bob.", "My name is not Bob."),
        ("I am a Christian.", "I'm not a Christian."), ("I am Canadian.", "I'm not Canadian."), ("I am 30 years old.", "I'm not 30 years old."),
        ("I have blue eyes.", "I don't have blue eyes."),
        ("I am afraid of heights.", "I'm not afraid of heights."), ("I want a new phone.", "I don't want a new phone."),
        ("I study law.", "I don't study law."),
        ("I work at a bank.", "I don't work at a bank."), ("I am a woman.", "I am not a woman."),
        ("My phone number is 576944.", "My phone number is not 576944."),
    ]

    @Test(arguments: denials)
    func `a denied fact contradicts it, both ways and in all persons`(fact: String, denial: String) {
        for (ground, line) in [
            (fact, denial), (denial, fact), (fact, denial.lowercased()), (secondPerson(fact), denial), (secondPerson(denial), fact),
        ] {
            let (outcome, evidence) = freeTextOutcome(ground, line)
            #expect(outcome == .fail, "'\(line)' against '\(ground)' is \(outcome) (\(evidence))")
        }
        let (outcome, evidence) = freeTextOutcome(fact, fact)
        #expect(outcome == .pass, "'\(fact)' against itself is \(outcome) (\(evidence))")
    }

    private func secondPerson(_ text: String) -> String {
        text.split(separator: " ").map { word in
            switch word {
            case "I": "You"
            case "I'm", "am": word == "am" ? "are" : "You are"
            case "My": "Your"
            default: String(word)
            }
        }.joined(separator: " ")
    }

    private static func withoutApostrophes(_ line: String) -> String {
        // `I'll` and `I'd` lose their meaning with the mark, so lines with them are left as they are.
        line.replacing("'m", with: "m").replacing("n't", with: "nt").replacing("'ve", with: "ve")
    }

    private static func writtenOut(_ line: String) -> String {
        line.replacing("can't", with: "cannot").replacing("'m", with: " am").replacing("n't", with: " not").replacing("'ve", with: " have")
    }
}
