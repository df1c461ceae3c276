// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Train trips: tickets between forty cities, and railcards.
enum TrainDomain {
    static func definition(seed: UInt64) -> DomainDefinition {
        DomainDefinition(
            name: "train",
            greetings: [
                "Hello, this is Northern Rail. How can I help you?", "Welcome to Northern Rail. What can I do for you?",
                "Good day, Northern Rail here. What do you need?", "Northern Rail, good morning. How may I help?",
            ],
            attributes: PersonaAttributes.all + constraints + results,
            intents: [ticket, railcard], verification: PersonaAttributes.verification,
            tables: TrainTables.all(seed: seed))
    }

    private static let ticket = IntentDefinition(
        name: "book_train", prompt: "You want to book a train ticket",
        cues: ["train ticket", "train tickets", "train", "train trip", "rail ticket", "train journey", "train ride"],
        openings: [
            "I need a train ticket", "I want to book a train", "I would like a train ticket", "Could you book me a train", "I am looking for a train",
            "I have to book a train trip", "Can I get a train ticket",
        ],
        label: "book the ticket", required: ["origin", "destination", "day", "party_size"], optional: ["seat", "coach"],
        lookups: [
            LookupDefinition(
                tool: "find_train", table: "trains", match: ["origin", "destination", "day"],
                returns: ["departure", "arrival", "price", "platform"], negotiable: "day")
        ],
        record: RecordDefinition(
            tool: "book_train", table: "bookings", columns: ["origin", "destination", "day", "party_size", "seat", "coach"]),
        presents: ["departure"], learnable: ["price", "arrival", "platform"],
        proposals: ["Shall I book it?", "Should I book it for you?", "Do you want me to book it?"],
        reports: ["Your ticket is booked.", "All done, the train is booked.", "The booking is made."])

    private static let railcard = IntentDefinition(
        name: "order_railcard", prompt: "You want to order a railcard",
        cues: ["railcard", "rail card", "order a railcard", "discount card"],
        openings: [
            "I need a railcard", "I want to order a railcard", "I would like to order a railcard", "Can I get a railcard",
            "Could you send me a railcard",
            "I am after a railcard",
        ],
        label: "order the railcard", required: ["card_type", "start_month"],
        lookups: [
            LookupDefinition(
                tool: "find_railcard", table: "railcards", match: ["card_type", "start_month"], returns: ["card_price", "validity"],
                negotiable: "start_month")
        ],
        record: RecordDefinition(tool: "order_railcard", table: "railcard_orders", columns: ["card_type", "start_month"]),
        presents: [], learnable: ["card_price", "validity"],
        proposals: ["Shall I order the card?", "Should I order it for you?", "Do you want me to order it?"],
        reports: ["Your railcard is ordered.", "The card is on its way.", "The railcard is done."], isMain: false
    ).askedTogether

    private static let cities = ValuePattern.listed(ValuePools.cities)

    private static let constraints: [DomainAttribute] = [
        .constraint(
            "origin", "starting city", pattern: cities, spelling: .capitalized,
            statements: ["from {}", "leaving {}", "leave {}", "start in {}", "starting in {}", "depart in {}", "starting city is {}", "out of {}"],
            requests: ["Which city do you leave from?", "Where does your trip start?", "From which city do you travel?"],
            prompt: "from {}",
            answers: [
                "I leave from {}.", "The trip starts from {}.", "I travel from {}.", "We start in {}.", "I will be leaving from {}.", "From {}.",
            ],
            fragments: ["from {}", "leaving from {}", "starting in {}"], recap: "you leave from {}", pool: ValuePools.cities),
        .constraint(
            "destination", "destination", pattern: cities, spelling: .capitalized,
            statements: ["to {}", "going to {}", "arrive in {}", "visit {}", "destination is {}", "get to {}", "go to {}", "reach {}"],
            requests: ["Where do you want to go?", "What is your destination?", "Which city do you travel to?"],
            prompt: "to {}",
            answers: ["I am going to {}.", "I travel to {}.", "My destination is {}.", "I want to get to {}.", "I have to go to {}.", "To {}."],
            fragments: ["to {}", "going to {}"], recap: "you travel to {}", pool: ValuePools.cities),
        .constraint(
            "day", "day", pattern: .listed(ValuePools.weekdays), spelling: .capitalized, statements: ["{}", "on {}", "this {}", "next {}"],
            requests: ["On which day do you travel?", "Which day suits you?", "What day do you want to leave?"],
            prompt: "on {}",
            answers: ["I travel on {}.", "It has to be on {}.", "The trip is on {}.", "On {}.", "We leave on {}.", "I would like to leave on {}."],
            fragments: ["on {}", "for {}"], recap: "you travel on {}", pool: ValuePools.weekdays),
        .constraint(
            "party_size", "number of people", pattern: .number(1...12), spelling: .numberWord,
            statements: [
                "for {} people", "{} people", "for {}", "{} persons", "{} passengers", "{} travellers", "{} of us", "we are {}", "party of {}",
                "{} tickets",
            ],
            requests: ["How many people are travelling?", "For how many people is it?", "How many travellers are there?"],
            prompt: "for {} people",
            answers: [
                "We are {} people.", "There are {} of us.", "It is for {} people.", "We will be {} travellers.", "Count {} people.", "For {} people.",
            ],
            fragments: ["for {} people", "for {} travellers"], recap: "it is for {} people", pool: (2...9).map(String.init)),
        .constraint(
            "seat", "seat", pattern: .listed(["window", "corner", "table"]), statements: ["{} seat", "seat by the {}", "by the {}"],
            requests: ["Do you have a wish for the seat?", "Which seat would you like?", "Is there a seat you prefer?"],
            prompt: "You prefer a {} seat.",
            answers: [
                "I prefer a {} seat.", "A {} seat would be nice.", "I like a {} seat.", "Give me a {} seat.", "I would love a {} seat.", "A {} seat.",
            ],
            fragments: ["with a {} seat"], recap: "you want a {} seat", pool: ["window", "corner", "table"]),
        .constraint(
            "coach", "coach", pattern: .listed(["quiet", "family", "bicycle"]), statements: ["{} coach", "{} carriage"],
            requests: ["Which coach would you like?", "Do you have a wish for the coach?", "Is there a coach you prefer?"],
            prompt: "You prefer the {} coach.",
            answers: [
                "I prefer the {} coach.", "The {} coach would be nice.", "We like the {} coach.", "Put me in the {} coach.",
                "I would love the {} coach.",
                "The {} coach.",
            ],
            fragments: ["in the {} coach"], recap: "you want the {} coach", pool: ["quiet", "family", "bicycle"]),
        .constraint(
            "card_type", "type of card", pattern: .listed(["youth", "senior", "student", "weekend", "commuter", "couple"]),
            statements: ["{} type", "{} railcard", "{} card", "{} one", "type is {}"],
            requests: ["Which type of card do you need?", "What type of railcard should it be?", "Which railcard do you want?"],
            prompt: "of the {} type",
            answers: [
                "I need the {} type.", "It should be the {} type.", "The {} card.", "I want the {} one.", "Make it the {} type.", "My type is {}.",
            ],
            fragments: ["of the {} type"], recap: "you want the {} card",
            pool: ["youth", "senior", "student", "weekend", "commuter", "couple"]),
        .constraint(
            "start_month", "first month", pattern: .listed(ValuePools.months), spelling: .capitalized,
            statements: ["{}", "from {}", "in {}", "starting in {}", "start in {}"],
            requests: ["In which month should it start?", "From which month do you need it?", "Which month should be the first?"],
            prompt: "from {}",
            answers: ["It should start in {}.", "I need it from {}.", "The first month is {}.", "Let it begin in {}.", "From {} on.", "In {}."],
            fragments: ["from {}", "starting in {}"], recap: "it starts in {}", pool: ValuePools.months),
    ]

    private static let results: [DomainAttribute] = [
        .result(
            "departure", "departure", questions: ["when does it leave", "what time does it leave", "departure"],
            asks: ["When does it leave?", "What time does it leave?"], prompt: "Ask for the departure.",
            informs: ["It leaves at {}.", "There is a train at {}.", "I found a train that leaves at {}."]),
        .result(
            "price", "price",
            questions: ["how much", "the price", "what does it cost", "what is the price", "what will it cost", "how expensive", "the fare"],
            asks: [
                "How much is it?", "What does it cost?", "What is the price?", "What will it cost me?", "Can you tell me the price?",
                "What is the fare?",
            ],
            prompt: "Ask for the price.",
            informs: ["It costs {} pounds.", "The price is {} pounds.", "That is {} pounds."]),
        .result(
            "arrival", "arrival",
            questions: ["when does it arrive", "what time does it arrive", "the arrival", "when will it get there", "when do i get there"],
            asks: [
                "When does it arrive?", "What time does it arrive?", "When will it get there?", "When do I get there?",
                "Can you tell me the arrival time?",
                "What is the arrival time?",
            ],
            prompt: "Ask when it arrives.",
            informs: ["It arrives at {}.", "The arrival is at {}.", "You get there at {}."]),
        .result(
            "platform", "platform", questions: ["which platform", "what platform", "the platform"],
            asks: [
                "Which platform is it?", "What platform does it leave from?", "Can you tell me the platform?", "Which platform do I need?",
                "What is the platform?", "From which platform does it go?",
            ],
            prompt: "Ask for the platform.",
            informs: ["It leaves from platform {}.", "That is platform {}.", "The platform is number {}."]),
        .result(
            "card_price", "card price",
            questions: ["how much is the card", "the price of the card", "what is the price of the card", "what does the card cost", "card price"],
            asks: [
                "How much is the card?", "What does the card cost?", "What is the price of the card?", "Can you tell me the card price?",
                "And how much is the card?", "What is the card price?",
            ],
            prompt: "Ask what the card costs.",
            informs: ["The card costs {} pounds.", "It is {} pounds for the card."]),
        .result(
            "validity", "validity", questions: ["how long is it valid", "how long is the card valid", "how long does it last", "the validity"],
            asks: [
                "How long is it valid?", "How long is the card valid?", "How long does it last?", "Can you tell me the validity?",
                "And how long is it valid?", "What about the validity?",
            ],
            prompt: "Ask how long the card is valid.",
            informs: ["It is valid for {} months.", "The card lasts {} months."]),
    ]
}
