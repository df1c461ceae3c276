// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

extension MultiWOZ {
    /// What a slot is for.
    public enum SlotRole: Sendable, Hashable {
        /// Narrows the search.
        case search
        /// Fixes a booking.
        case book
        /// Only told by the agent.
        case told
    }

    /// One slot of one domain: its names in goals, annotations and database, and its attribute here.
    public struct Slot: Sendable, Hashable {
        /// The domain it belongs to; slots that several domains share (`area`) are several slots here.
        public var domain: Domain
        /// Name in goals and in the database, such as `leaveAt`.
        public var key: String
        /// Name in annotations, such as `Leave`.
        public var annotation: String
        /// What it is for.
        public var role: SlotRole
        /// `<domain>_<slot>` in snake case, such as `train_leave_at`.
        public var attribute: Attribute
        /// The slot in the words of an agent, such as `price range`.
        public var words: String

        init(_ domain: Domain, _ key: String, _ annotation: String, _ role: SlotRole, _ words: String, name: String? = nil) {
            self.domain = domain
            self.key = key
            self.annotation = annotation
            self.role = role
            self.words = words
            self.attribute = Attribute("\(domain.rawValue)_\(name ?? words.replacing(" ", with: "_"))")
        }
    }

    /// All slots, in the order in which an agent asks for them.
    public static let slots: [Slot] =
        [
            Slot(.restaurant, "food", "Food", .search, "food"),
            Slot(.restaurant, "area", "Area", .search, "area"),
            Slot(.restaurant, "pricerange", "Price", .search, "price range"),
            Slot(.restaurant, "name", "Name", .search, "name"),
            Slot(.restaurant, "day", "Day", .book, "day"),
            Slot(.restaurant, "time", "Time", .book, "time"),
            Slot(.restaurant, "people", "People", .book, "number of people", name: "people"),
            Slot(.hotel, "type", "Type", .search, "type"),
            Slot(.hotel, "area", "Area", .search, "area"),
            Slot(.hotel, "pricerange", "Price", .search, "price range"),
            Slot(.hotel, "stars", "Stars", .search, "stars"),
            Slot(.hotel, "parking", "Parking", .search, "parking"),
            Slot(.hotel, "internet", "Internet", .search, "internet"),
            Slot(.hotel, "name", "Name", .search, "name"),
            Slot(.hotel, "day", "Day", .book, "day"),
            Slot(.hotel, "stay", "Stay", .book, "number of nights", name: "stay"),
            Slot(.hotel, "people", "People", .book, "number of people", name: "people"),
            Slot(.attraction, "type", "Type", .search, "type"),
            Slot(.attraction, "area", "Area", .search, "area"),
            Slot(.attraction, "name", "Name", .search, "name"),
            Slot(.attraction, "entrance fee", "Fee", .told, "entrance fee"),
            Slot(.train, "departure", "Depart", .search, "departure"),
            Slot(.train, "destination", "Dest", .search, "destination"),
            Slot(.train, "day", "Day", .search, "day"),
            Slot(.train, "leaveAt", "Leave", .search, "departure time", name: "leave_at"),
            Slot(.train, "arriveBy", "Arrive", .search, "arrival time", name: "arrive_by"),
            Slot(.train, "people", "People", .book, "number of people", name: "people"),
            Slot(.train, "duration", "Time", .told, "travel time", name: "duration"),
            Slot(.train, "price", "Ticket", .told, "price"),
            Slot(.train, "trainID", "Id", .told, "number", name: "id"),
            Slot(.taxi, "departure", "Depart", .search, "departure"),
            Slot(.taxi, "destination", "Dest", .search, "destination"),
            Slot(.taxi, "leaveAt", "Leave", .search, "departure time", name: "leave_at"),
            Slot(.taxi, "arriveBy", "Arrive", .search, "arrival time", name: "arrive_by"),
            Slot(.taxi, "car type", "Car", .told, "car type"),
            Slot(.taxi, "phone", "Phone", .told, "phone number", name: "phone"),
            Slot(.hospital, "department", "Department", .search, "department"),
            Slot(.police, "name", "Name", .told, "name"),
        ]
        + [Domain.restaurant, .hotel, .attraction, .hospital, .police].flatMap { domain in
            [
                Slot(domain, "phone", "Phone", .told, "phone number", name: "phone"),
                Slot(domain, "address", "Addr", .told, "address"),
                Slot(domain, "postcode", "Post", .told, "postcode"),
            ]
        }
        + [Domain.restaurant, .hotel, .train].map { Slot($0, "reference", "Ref", .told, "reference number", name: "reference") }

    /// The slot of a goal's key, or nil for keys this package does not know.
    public static func slot(_ domain: Domain, key: String) -> Slot? {
        slots.first { $0.domain == domain && $0.key == key }
    }

    /// The slot of an annotation such as `Hotel-Inform Area`, or nil.
    public static func slot(_ domain: Domain, annotation: String) -> Slot? {
        slots.first { $0.domain == domain && $0.annotation.lowercased() == annotation.lowercased() }
    }

    /// The slot of an attribute, or nil.
    public static func slot(_ attribute: Attribute) -> Slot? {
        slots.first { $0.attribute == attribute }
    }

    /// The domain an attribute belongs to, read from its name.
    public static func domain(of attribute: Attribute) -> Domain? {
        Domain.allCases.first { attribute.rawValue.hasPrefix("\($0.rawValue)_") }
    }
}

extension MultiWOZ.Slot {
    /// How canonical values are written in lines and prompts.
    public var spelling: Spelling {
        switch key {
        case "name", "departure", "destination", "day", "food": .capitalized
        case "parking": .listed(["yes": "free parking", "no": "no parking"])
        case "internet": .listed(["yes": "free wifi", "no": "no wifi"])
        case "postcode", "trainID": .uppercased
        default: .asIs
        }
    }

    /// A value as a piece of a sentence: `in the east`, `for 3 people`.
    func piece(_ value: String) -> String { (MultiWOZPhrases.of(self).fragments.first ?? "with {}").filled(with: spelling.spell(value)) }
}
