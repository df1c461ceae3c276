// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The errands of the seven domains: finding a place or a train, booking it, and the taxi, whose booking is all there is.
enum MultiWOZErrands {
    static let all: [IntentDefinition] = MultiWOZ.Domain.allCases.flatMap { domain -> [IntentDefinition] in
        switch domain {
        case .taxi: [taxi]
        case .restaurant, .hotel, .train: [find(domain), book(domain)]
        case .attraction, .hospital, .police: [find(domain)]
        }
    }

    /// Words that begin a booking of whatever is under discussion.
    static let bookingCues = [
        "book it", "book that", "book this", "book one", "book me", "book a table", "book a room", "book rooms", "book a seat", "book the",
        "make a booking", "make a reservation", "make the booking", "a reservation", "reserve", "book tickets", "book a ticket", "the booking",
    ]

    private static func find(_ domain: MultiWOZ.Domain) -> IntentDefinition {
        let thing = things[domain] ?? domain.rawValue
        let search = slots(domain, .search)
        var intent = IntentDefinition(
            name: "find_\(domain.rawValue)", prompt: "You want to find \(thing)", cues: cues[domain] ?? [domain.rawValue],
            openings: ["I am looking for \(thing)", "I need \(thing)", "Can you help me find \(thing)", "I would like to find \(thing)"],
            label: "find \(thing)", required: domain == .train ? ["train_departure", "train_destination", "train_day"] : [],
            optional: search.filter { domain != .train || !["train_departure", "train_destination", "train_day"].contains($0) },
            lookups: [lookup(domain)], record: nil, presents: presented[domain] ?? [], learnable: columns(domain).filter { !search.contains($0) },
            proposals: ["Would you like that one?", "Is that what you are looking for?", "Does that suit you?"],
            reports: ["Good.", "Very well.", "Glad I could find it."])
        intent.wishes = wishes[domain] ?? 1
        intent.objects = 3
        intent.keepsSlots = true
        return intent
    }

    private static func book(_ domain: MultiWOZ.Domain) -> IntentDefinition {
        let required = slots(domain, .book)
        let object = domain == .restaurant ? "a table" : domain == .hotel ? "a room" : "the train"
        var record = RecordDefinition(tool: "book_\(domain.rawValue)", table: "\(domain.rawValue)_bookings", columns: required)
        record.reference = Attribute("\(domain.rawValue)_reference")
        var intent = IntentDefinition(
            name: "book_\(domain.rawValue)", prompt: "You want to book \(object)", cues: bookingCues,
            openings: ["Please book it", "Can you book it", "I would like to make a booking", "I want to book it"], label: "book \(object)",
            required: required, lookups: [lookup(domain)] + availability(domain, required), record: record, presents: [], learnable: [],
            // Whoever asks for a booking need not be asked whether to book.
            proposals: [],
            reports: ["Your booking is made.", "It is booked.", "The booking was successful."])
        intent.keepsSlots = true
        intent.asksTogether = true
        intent.isMain = false
        return intent
    }

    private static var taxi: IntentDefinition {
        let search = slots(.taxi, .search)
        let record = RecordDefinition(tool: "book_taxi", table: "taxi_bookings", columns: search)
        var intent = IntentDefinition(
            name: "book_taxi", prompt: "You want to book a taxi", cues: ["taxi", "taxis", "taxie", "cab", "pick me up", "picked up"],
            openings: ["I need a taxi", "I would like to book a taxi", "Can you book a taxi for me", "I also want a taxi"], label: "book a taxi",
            required: [], optional: search,
            lookups: [LookupDefinition(tool: "find_taxi", table: "taxi", match: [], returns: ["taxi_car_type", "taxi_phone"])],
            record: record, presents: ["taxi_car_type"], learnable: ["taxi_car_type", "taxi_phone"],
            proposals: ["Shall I book the taxi?", "Do you want me to book it?"], reports: ["Your taxi is booked.", "The taxi is on its way."])
        intent.wishes = 2
        intent.objects = 3
        intent.keepsSlots = true
        return intent
    }

    private static func lookup(_ domain: MultiWOZ.Domain) -> LookupDefinition {
        var lookup = LookupDefinition(
            tool: "find_\(domain.rawValue)", table: domain.rawValue, match: slots(domain, .search), returns: columns(domain))
        lookup.isPartial = true
        lookup.atLeast = ["train_leave_at"]
        lookup.atMost = ["train_arrive_by"]
        return lookup
    }

    /// One search per booking slot that the corpus lets fail, in a table of all its values: what a goal refuses is refused there.
    private static func availability(_ domain: MultiWOZ.Domain, _ required: [Attribute]) -> [LookupDefinition] {
        guard domain != .train else { return [] }
        return required.map { name in
            LookupDefinition(tool: "check_\(name)", table: "\(name)_choices", match: [name], returns: [], negotiable: name)
        }
    }

    static func slots(_ domain: MultiWOZ.Domain, _ role: MultiWOZ.SlotRole) -> [Attribute] {
        MultiWOZ.slots.filter { $0.domain == domain && $0.role == role }.map(\.attribute)
    }

    /// Columns of a domain's table: what is searched by and what is told. References come from bookings.
    static func columns(_ domain: MultiWOZ.Domain) -> [Attribute] {
        MultiWOZ.slots.filter { $0.domain == domain && $0.role != .book && $0.key != "reference" }.map(\.attribute)
    }

    static let things: [MultiWOZ.Domain: String] = [
        .restaurant: "a restaurant", .hotel: "a place to stay", .attraction: "an attraction", .train: "a train", .taxi: "a taxi",
        .hospital: "the hospital", .police: "the police station",
    ]

    private static let cues: [MultiWOZ.Domain: [String]] = [
        .restaurant: ["restaurant", "restaurants", "place to eat", "places to eat", "place to dine", "somewhere to eat", "food"],
        .hotel: [
            "hotel", "hotels", "place to stay", "places to stay", "somewhere to stay", "lodging", "accommodation",
            "accommodations",
        ],
        .attraction: ["attraction", "attractions", "place to go", "places to go", "place to visit", "places to visit", "things to do"],
        .train: ["train", "trains"], .hospital: ["hospital", "addenbrookes"], .police: ["police", "police station"],
    ]

    private static let presented: [MultiWOZ.Domain: [Attribute]] = [
        .restaurant: ["restaurant_name"], .hotel: ["hotel_name"], .attraction: ["attraction_name"],
        .train: ["train_id", "train_leave_at", "train_arrive_by"], .hospital: ["hospital_phone"], .police: ["police_name", "police_phone"],
    ]

    /// How many search slots the agent asks for before it searches with what it has.
    private static let wishes: [MultiWOZ.Domain: Int] = [.restaurant: 2, .hotel: 2, .attraction: 2, .train: 1, .hospital: 1]
}
