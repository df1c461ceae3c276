// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The lexicon of the corpus: how its human users state and ask for every slot of the seven domains.
///
/// The same slot occurs in several domains (the area of a hotel, of a restaurant); topics keep them apart.
public struct MultiWOZLexicon: Sendable {
    private let databases: MultiWOZDatabases

    /// The lexicon over the names, kinds of food and departments that the databases and their ontology hold.
    public init(_ databases: MultiWOZDatabases) {
        self.databases = databases
    }

    /// The words by which a line shows which domain it is about, names of places and kinds of food among them.
    public var topics: [Topic] {
        MultiWOZ.Domain.allCases.map { domain in
            var names = forms(of: placeNames(domain))
            if domain == .restaurant { names += forms(of: foods) }
            if domain == .attraction { names += forms(of: MultiWOZVocabulary.attractionTypes) + forms(of: MultiWOZVocabulary.attractionNouns) }
            return Topic(name: domain.rawValue, cues: Self.cues[domain] ?? [], names: names, prevails: domain == .taxi)
        }
    }

    /// The lexicon of all slots.
    public var lexicon: Lexicon {
        var lexicon = Lexicon(domain: MultiWOZ.domainName, attributes: errands + MultiWOZ.slots.map(entry) + certain)
        lexicon.topics = topics
        return lexicon
    }

    /// The lexicon of one slot.
    func entry(_ slot: MultiWOZ.Slot) -> AttributeLexicon {
        let phrases = MultiWOZPhrases.of(slot)
        return AttributeLexicon(
            slot.attribute, pattern: pattern(slot), statements: slot.role == .told ? [] : phrases.statements,
            questions: phrases.questions + Self.questions(slot),
            requests: phrases.requests, acceptsBareValue: slot.role != .told)
    }

    /// One entry per errand, because errands share words (`book it`): the topic under discussion tells them apart.
    private var errands: [AttributeLexicon] {
        MultiWOZErrands.all.map { errand in
            AttributeLexicon(
                DomainDefinition.intentAttribute, pattern: .closed([errand.name: errand.cues]), statements: ["{}"],
                requests: DomainDefinition.intentRequests, acceptsBareValue: false)
        }
    }

    /// Second entries for values that need no cue: a guesthouse is always a type, while `the hotel` mostly is the place just spoken of.
    private var certain: [AttributeLexicon] {
        [
            AttributeLexicon(
                "hotel_type", pattern: .closed(MultiWOZVocabulary.hotelTypes.filter { $0.key == "guesthouse" }), statements: ["{}"]),
            AttributeLexicon("attraction_type", pattern: .closed(MultiWOZVocabulary.attractionTypes), statements: ["{}"]),
        ]
    }

    private func pattern(_ slot: MultiWOZ.Slot) -> ValuePattern {
        switch (slot.domain, slot.key) {
        case (_, "area"): .closed(MultiWOZVocabulary.areas)
        case (_, "pricerange"): .closed(MultiWOZVocabulary.priceRanges)
        case (_, "day"): .closed(MultiWOZVocabulary.weekdays)
        case (_, "leaveAt"), (_, "arriveBy"), (_, "time"): .closed(MultiWOZVocabulary.times)
        case (_, "food"): .closed(foods)
        case (.hotel, "type"): .closed(MultiWOZVocabulary.hotelTypes)
        case (.attraction, "type"):
            .closed(MultiWOZVocabulary.attractionTypes.merging(MultiWOZVocabulary.attractionNouns, uniquingKeysWith: +))
        case (_, "parking"): .closed(MultiWOZVocabulary.amenity(["parking"]))
        case (_, "internet"): .closed(MultiWOZVocabulary.amenity(["internet", "wifi", "wi-fi", "wi fi", "internet access"]))
        case (_, "people"), (_, "stay"): .number(1...20)
        case (_, "stars"): .number(0...5)
        case (.train, "departure"), (.train, "destination"): .closed(MultiWOZVocabulary.stations)
        case (.taxi, "departure"), (.taxi, "destination"): .closed(rideEnds)
        case (.hospital, "department"): .closed(MultiWOZVocabulary.places(databases.values(.hospital, "department")))
        case (_, "name"): .closed(placeNames(slot.domain))
        default: .open(words: 3)
        }
    }

    /// Direct questions for a slot, as agenda users ask them.
    private static func questions(_ slot: MultiWOZ.Slot) -> [String] {
        ["\(slot.words) of the \(MultiWOZPhrases.thing(slot.domain))", "what is the \(slot.words)"]
    }

    private func placeNames(_ domain: MultiWOZ.Domain) -> [String: [String]] {
        MultiWOZVocabulary.places(databases.values(domain, "name"))
    }

    private var foods: [String: [String]] {
        MultiWOZVocabulary.foods((databases.ontology["restaurant-food"] ?? []) + databases.values(.restaurant, "food"))
    }

    /// Where a taxi can come from and go to: every place, and every station.
    private var rideEnds: [String: [String]] {
        let places = [MultiWOZ.Domain.restaurant, .hotel, .attraction].flatMap { databases.values($0, "name") }
        let stations = MultiWOZVocabulary.stations.flatMap { station, forms in
            [("\(station) train station", forms.flatMap { ["\($0) train station", "\($0) station"] })]
        }
        return MultiWOZVocabulary.places(places).merging(stations, uniquingKeysWith: { first, _ in first })
    }

    private func forms(of values: [String: [String]]) -> [String] { values.values.flatMap(\.self).sorted() }

    private static let cues: [MultiWOZ.Domain: [String]] = [
        .restaurant: [
            "restaurant", "restaurants", "place to eat", "places to eat", "place to dine", "food", "eat", "dine", "dining", "table", "dinner",
            "lunch", "cuisine", "eatery",
        ],
        .hotel: [
            "hotel", "hotels", "guesthouse", "guest house", "guesthouses", "guest houses", "place to stay", "places to stay", "somewhere to stay",
            "lodging",
            "lodgings", "accommodation", "accommodations", "room", "rooms", "nights", "star", "stars", "bed and breakfast", "wifi", "parking", "stay",
            "b&b",
        ],
        .attraction: [
            "attraction", "attractions", "places to go", "place to go", "place to visit", "places to visit", "things to do", "sightseeing",
            "entrance fee",
        ],
        .train: ["train", "trains", "tickets", "ticket", "by rail", "train station"],
        .taxi: ["taxi", "taxis", "taxie", "cab", "cabs", "car type", "type of car", "pick me up", "picked up", "pick us up", "ride"],
        .hospital: ["hospital", "addenbrookes", "doctor", "medical"],
        .police: ["police", "police station", "robbed"],
    ]
}
