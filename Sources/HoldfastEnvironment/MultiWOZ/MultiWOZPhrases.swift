// SPDX-License-Identifier: Apache-2.0

/// How a slot is spoken about by human users of the corpus, by the scripted agent and by the agenda user.
struct MultiWOZPhrases {
    /// Cues with one `{}` that state a value.
    var statements: [String] = ["{}"]
    /// Phrases with which a user asks for the slot.
    var questions: [String] = []
    /// Lines with which an agent asks for it.
    var requests: [String] = []
    /// Pieces with which a user gives it: `in the {}`.
    var fragments: [String] = []

    static func of(_ slot: MultiWOZ.Slot) -> MultiWOZPhrases {
        switch slot.key {
        case "area": area(thing(slot.domain))
        case "pricerange":
            MultiWOZPhrases(
                statements: ["{}", "{} price range", "{} price"],
                questions: ["what price range", "which price range", "their price range", "its price range", "how expensive is"],
                requests: ["What price range would you like for the \(thing(slot.domain))?"],
                fragments: ["in the {} price range"])
        case "name":
            MultiWOZPhrases(
                questions: ["name of the", "what is the name", "what is it called"],
                requests: ["Is there a \(thing(slot.domain)) you have in mind?"], fragments: ["called {}"])
        case "food":
            MultiWOZPhrases(
                questions: ["what kind of food", "type of food", "what food", "food type", "kind of cuisine"],
                requests: ["What kind of food would you like?"], fragments: ["serving {} food"])
        case "day":
            MultiWOZPhrases(
                requests: [slot.domain == .train ? "On which day do you travel?" : "Which day is the booking for?"], fragments: ["on {}"])
        case "people": people(slot.domain)
        case "stay":
            MultiWOZPhrases(
                statements: ["{} nights", "{} night", "{} days", "{} day", "{} nights stay", "{} night stay", "stay {}"],
                requests: ["How many nights would you like to stay?"], fragments: ["for {} nights"])
        case "stars": stars
        case "type": type(slot.domain)
        case "parking", "internet":
            MultiWOZPhrases(
                questions: ["does it have", "do they have", "does the hotel have", "does it offer", "do they offer", "does it include", "is there"]
                    .flatMap { ["\($0) \(slot.key)", "\($0) free \(slot.key)"] },
                requests: ["Do you need \(slot.key)?"], fragments: ["with {}"])
        case "departure", "destination": ride(slot)
        case "leaveAt", "arriveBy", "time": time(slot)
        default: told(slot)
        }
    }

    static func thing(_ domain: MultiWOZ.Domain) -> String {
        switch domain {
        case .hotel: "hotel"
        case .police: "police station"
        default: domain.rawValue
        }
    }

    private static func area(_ thing: String) -> MultiWOZPhrases {
        MultiWOZPhrases(
            questions: [
                "what area", "which area", "area of town", "what part of town", "which part of town", "the area it is in", "area is it in",
                "area they are in",
            ],
            requests: ["Which part of town should the \(thing) be in?"], fragments: ["in the {}"])
    }

    private static func people(_ domain: MultiWOZ.Domain) -> MultiWOZPhrases {
        var statements = [
            "{} people", "{} person", "{} persons", "{} guests", "{} guest", "{} peaople", "party of {}", "group of {}", "{} of us", "we are {}",
            "family of {}",
            "there will be {}", "table for {}", "{} different people", "{} adults", "{} in my party", "only {} person", "reservation for {}",
        ]
        if domain == .train {
            statements += [
                "{} tickets", "{} ticket", "{} seats", "{} seat", "{} passengers", "tickets for {}", "ticket for {}", "book {}", "{} train tickets",
            ]
        }
        if domain == .restaurant { statements += ["for {}", "seats {}"] }
        // A hotel may as well be booked for so many nights.
        if domain != .hotel { statements += ["it is for {}", "just for {}"] }
        return MultiWOZPhrases(
            statements: statements, requests: [domain == .train ? "How many tickets do you need?" : "How many people is the booking for?"],
            fragments: ["for {} people"])
    }

    private static let stars = MultiWOZPhrases(
        statements: [
            "{} star", "{} stars", "{}-star", "{} starred", "star of {}", "stars of {}", "star rating of {}", "rating of {}", "{} star rating",
        ],
        questions: ["how many stars", "star rating", "the stars", "star of the hotel"], requests: ["How many stars should the hotel have?"],
        fragments: ["with {} stars"])

    private static func type(_ domain: MultiWOZ.Domain) -> MultiWOZPhrases {
        guard domain == .hotel else {
            return MultiWOZPhrases(
                statements: [
                    "a {}", "any {}", "another {}", "some {}", "for {}", "{} in", "{} on", "{} type", "{} types", "type of {}", "either a {}",
                    "nice {}", "interesting {}",
                    "{} attraction", "{} attractions", "no {}", "{} to", "of the {} type",
                ],
                questions: ["type of attraction", "attraction type", "what type", "what kind of"],
                requests: ["What kind of attraction are you looking for?"],
                fragments: ["of the {} type"])
        }
        return MultiWOZPhrases(
            statements: [
                "of the {} type", "type of {}", "{} type", "be a {}", "prefer a {}", "prefer {}", "a {} not", "actual {}", "an actual {}",
                "type should be {}", "a {} type", "sure it is a {}",
            ],
            questions: [
                "hotel type", "type of hotel", "what type", "hotel or guesthouse", "hotel or a guesthouse", "guesthouse or hotel",
                "guesthouse or a hotel",
            ],
            requests: ["Would you like a hotel or a guesthouse?"], fragments: ["of the {} type"])
    }

    private static func ride(_ slot: MultiWOZ.Slot) -> MultiWOZPhrases {
        let isTaxi = slot.domain == .taxi
        if slot.key == "departure" {
            var statements = [
                "from {}", "leaving {}", "leave {}", "leaves {}", "departing {}", "depart {}", "departs {}", "out of {}", "leaving in {}",
                "departing in {}", "coming from {}",
                "departure is {}", "starting in {}", "leaving at {}", "departing out of {}", "originate in {}", "starting from {}",
            ]
            if isTaxi { statements += ["pick me up at {}", "picked up at {}", "pick us up at {}", "pick up at {}", "come to {}", "be at {}"] }
            return MultiWOZPhrases(
                statements: Self.withArticles(statements, isTaxi),
                requests: [isTaxi ? "Where should the taxi pick you up?" : "Where will you be departing from?"], fragments: ["from {}"])
        }
        let statements = [
            "to {}", "into {}", "going to {}", "arrive in {}", "arrive at {}", "arrives in {}", "arriving in {}", "arriving at {}", "get to {}",
            "heading to {}", "destination is {}",
            "be in {}", "towards {}", "bound for {}", "go to {}", "destination of {}", "visit {}", "arriving to {}", "arrive to {}", "get me to {}",
            "take me to {}",
            "get into {}", "arrives at {}", "reach {}", "destination {}",
        ]
        return MultiWOZPhrases(
            statements: Self.withArticles(statements, isTaxi), requests: [isTaxi ? "Where would you like to go?" : "What is your destination?"],
            fragments: ["to {}"])
    }

    private static func withArticles(_ statements: [String], _ isWanted: Bool) -> [String] {
        isWanted ? statements + statements.map { $0.replacing("{}", with: "the {}") } : statements
    }

    private static func time(_ slot: MultiWOZ.Slot) -> MultiWOZPhrases {
        if slot.key == "time" {
            return MultiWOZPhrases(requests: ["What time should the table be booked for?"], fragments: ["at {}"])
        }
        if slot.key == "leaveAt" {
            let verbs = ["leave", "leaves", "leaving", "depart", "departs", "departing", "pick", "picked", "go", "departure"]
            return MultiWOZPhrases(
                statements: [
                    "after {}", "anytime after {}", "leave at {}", "leaving at {}", "depart at {}", "leaves at {}", "departing at {}",
                    "no earlier than {}", "leave around {}", "departs at {}",
                ]
                    + verbs.flatMap { verb in ["by", "after", "at", "around", "before", "than", "time of"].map { "\(verb) ... \($0) {}" } },
                questions: ["departure time", "when does it leave", "what time does it leave", "leave time"],
                requests: ["What time would you like to leave?"], fragments: ["leaving after {}"])
        }
        let verbs = ["arrive", "arrives", "arriving", "arrival", "get", "gets", "be there", "be in", "there", "reach", "getting"]
        return MultiWOZPhrases(
            statements: ["by {}", "before {}", "no later than {}", "arrive at {}", "arriving at {}"]
                + verbs.flatMap { verb in ["by", "before", "at", "around", "than", "time of"].map { "\(verb) ... \($0) {}" } },
            questions: ["arrival time", "when does it arrive", "what time does it arrive", "arrive time"],
            requests: ["By what time would you like to arrive?"], fragments: ["arriving by {}"])
    }

    private static func told(_ slot: MultiWOZ.Slot) -> MultiWOZPhrases {
        let questions: [String] =
            switch slot.key {
            case "phone": ["phone number", "phone", "telephone number", "contact number", "telephone"]
            case "address": ["address", "where is it located", "where are they located"]
            case "postcode": ["postcode", "post code", "postal code", "zip code", "zip"]
            case "entrance fee": ["entrance fee", "entry fee", "how much is it to get in", "admission", "entrance price", "entrance", "fee"]
            case "duration": ["travel time", "how long", "duration", "total time", "time of travel"]
            case "price": ["price", "how much", "cost", "fare"]
            case "trainID": ["train id", "id", "train number"]
            case "car type": ["car type", "type of car", "what kind of car", "car"]
            case "reference": ["reference number", "reference", "confirmation number", "ref number"]
            default: []
            }
        let isDepartment = slot.key == "department"
        return MultiWOZPhrases(
            statements: isDepartment ? ["{}", "{} department"] : [], questions: questions,
            requests: isDepartment ? ["Which department do you need?"] : [], fragments: isDepartment ? ["for the {} department"] : [])
    }
}
