// SPDX-License-Identifier: Apache-2.0

/// Wordings of the moves that need no value.
enum AgendaPhrases {
    static let refusals = [
        "I would rather not say.", "That is private.", "I keep that to myself.", "I do not want to tell you that.", "I prefer not to say.",
        "That is nothing I can share.", "I would like to keep that private.", "Let us leave that out.",
    ]
    static let indifference = [
        "No, I have no preference.", "I have no wish there.", "It does not matter to me.", "No preference.", "No, any will do.",
        "I leave that to you.", "No wish at all.",
    ]
    static let wishLeads = ["", "No, but there is one thing. ", "Not really. ", "One thing, though. ", "That does not matter. ", "No wish there. "]
    static let affirmations = [
        "Yes, that is right.", "Yes, exactly.", "Yes, that is correct.", "That is right.", "Yes, you got it.", "Yes, as I said.",
        "Right, that is it.",
        "Yes, indeed.",
    ]
    static let denials = [
        "No, I did not say that.", "No, that is wrong.", "No, I never said that.", "No, that is not right.", "No, you are mistaken.",
        "No, not at all.",
    ]
    static let correctionLeads = [
        "No, ", "No, that is wrong. ", "That is not right. ", "No, you misheard. ", "No, not that. ", "No, that was a mistake. ", "Wrong. ", "No. ",
    ]
    static let agreements = [
        "Yes, please go ahead.", "Yes, please do that.", "Yes, go ahead.", "That sounds good, yes.", "Yes, that works for me.", "Sure, please do it.",
        "Yes, I would like that.", "Yes, let us do it.",
    ]
    static let agreementLeads = ["Yes. ", "Yes, go ahead. ", "Yes, please. ", "Sure. ", "Yes, and ", "Yes, one wish. "]
    static let acceptances = [
        "Yes, {} works.", "Yes, {} would be fine.", "Sure, {} is good for me.", "Yes, then take {}.", "{} is all right, yes.", "Yes, {} will do.",
        "Yes, let us take {}.",
    ]
    static let counters = [
        "No, but {} would work.", "No, but you could try {}.", "No, {} would be better.", "No, how about {}?", "No, please try {}.",
        "No, can you take {}?",
        "No, then rather {}.",
    ]
    static let refusedOffers = [
        "No, that does not help me.", "No, I can not do that.", "No, that does not work.", "No, thank you, I need it as I said.",
        "No, only as I said.", "No, that is no good for me.",
    ]
    static let closings = [
        "No, that is all. Goodbye.", "No, thank you. Goodbye.", "That is everything. Goodbye.", "No, nothing else. Bye.",
        "No, we are done here. Goodbye.",
        "That was all I needed. Bye.", "No, I have all I need. Goodbye.", "Nothing else, thank you. Goodbye.",
    ]
    static let resignedClosings = [
        "Then there is nothing else to do. Goodbye.", "A pity, but that was all. Goodbye.", "Too bad. Nothing else, goodbye.",
    ]
    static let farewells = [
        "Goodbye.", "Thank you, goodbye.", "Thank you, bye.", "Bye, have a nice day.", "Goodbye and have a nice day.", "Bye, all the best.",
    ]
}
