// SPDX-License-Identifier: Apache-2.0

/// How people write the corpus's values: canonical value to surface forms.
enum MultiWOZVocabulary {
    static let areas = [
        "centre": ["centre", "center", "city centre", "city center", "town centre", "town center", "downtown", "central", "centre of town"],
        "north": ["north", "northern"], "south": ["south", "southern"], "east": ["east", "eastern"], "west": ["west", "western"],
    ]

    static let priceRanges = [
        "cheap": ["cheap", "cheaper", "inexpensive", "cheaply", "low priced"],
        "moderate": ["moderate", "moderately", "moderately priced", "mid range", "mid-range", "reasonably priced", "medium priced"],
        "expensive": ["expensive", "upscale", "high end", "high-end", "pricey", "fancy", "luxurious", "fine dining"],
    ]

    static let hotelTypes = [
        "guesthouse": ["guesthouse", "guest house", "guesthouses", "guest houses", "guest-house", "guest-houses"],
        "hotel": ["hotel", "hotels"],
    ]

    /// Kinds of attraction by words that are hardly ever the name of a place just spoken of.
    static let attractionTypes = [
        "museum": ["museums"], "college": ["colleges"], "nightclub": ["nightclubs", "night clubs"], "theatre": ["theatres", "theaters"],
        "architecture": ["architecture", "architectural"], "park": ["parks"], "entertainment": ["entertainment"],
        "boat": ["boats", "boating", "boat"],
        "swimming pool": ["swimming pools", "swimming pool", "swimmingpool", "swimming", "pools"], "cinema": ["cinemas", "movies"],
        "multiple sports": ["multiple sports", "mutliple sports", "multiple sport", "sports"],
        "concert hall": ["concert halls", "concerthalls", "concerthall", "concert hall"], "church": ["churches"],
    ]

    /// Kinds of attraction by words that may point to a place just spoken of (`the museum`), so that a cue must stand before them.
    static let attractionNouns = [
        "museum": ["museum"], "college": ["college"], "nightclub": ["nightclub", "night club"], "theatre": ["theatre", "theater"],
        "park": ["park"], "swimming pool": ["pool"], "cinema": ["cinema", "movie theater", "movie theatre"], "church": ["church"],
        "concert hall": ["concert"], "multiple sports": ["sport"], "boat": ["boat"],
    ]

    static let weekdays = Dictionary(
        uniqueKeysWithValues: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map { ($0, [$0, $0 + "s"]) })

    static let stations = [
        "cambridge": ["cambridge", "cambrige", "camberidge"], "bishops stortford": ["bishops stortford", "bishop stortford", "bishop's stortford"],
        "london kings cross": ["london kings cross", "london king's cross", "kings cross", "king's cross"],
        "london liverpool street": ["london liverpool street", "london liverpool", "liverpool street"], "kings lynn": ["kings lynn", "king's lynn"],
        "birmingham new street": ["birmingham new street", "birmingham"], "stansted airport": ["stansted airport", "stansted", "stanstead airport"],
        "leicester": ["leicester", "liecester", "leister"], "ely": ["ely"], "norwich": ["norwich"], "peterborough": ["peterborough"],
        "stevenage": ["stevenage"], "broxbourne": ["broxbourne", "boxbourne"],
    ]

    /// Yes and no for something a place has, such as `free parking`.
    static func amenity(_ nouns: [String]) -> [String: [String]] {
        let things = nouns.flatMap { [$0, "free \($0)"] }
        let refusals = [
            "not need", "not need any", "not need to have", "not have to have", "not need to include", "not require", "not want", "not include", "no",
            "without",
        ]
        return ["yes": things, "no": refusals.flatMap { refusal in things.map { "\(refusal) \($0)" } }]
    }

    /// Clock times in steps of five minutes: `19:45`, `7:45 pm`, `7:45pm`. A bare `7:45` is the morning, as the corpus annotates it.
    static let times: [String: [String]] = {
        var forms: [String: [String]] = [:]
        for hour in 0...24 {
            for minute in stride(from: 0, to: 60, by: 5) {
                let minutes = (minute < 10 ? "0" : "") + "\(minute)"
                let canonical = (hour < 10 ? "0" : "") + "\(hour):\(minutes)"
                let clock = "\(hour % 12 == 0 ? 12 : hour % 12)"
                let half = hour % 24 < 12 ? "am" : "pm"
                var spoken = [canonical, "\(hour):\(minutes)"]
                if hour < 24 {
                    spoken += ["\(clock):\(minutes) \(half)", "\(clock):\(minutes)\(half)"]
                    if minute == 0 { spoken += ["\(clock) \(half)", "\(clock)\(half)"] }
                    if minute == 0, hour == 12 { spoken.append("noon") }
                }
                forms[canonical] = spoken
            }
        }
        return forms
    }()

    /// Kinds of food: what the ontology lists and the databases serve, less what annotators left in it by mistake.
    static func foods(_ listed: [String]) -> [String: [String]] {
        let mistakes: Set<String> = [
            "ital", "kor", "not mentionedc", "world", "traditional", "special", "creative", "unusual", "pizza", "bistro", "fusion",
        ]
        var forms: [String: [String]] = [:]
        for raw in listed {
            let food = raw.lowercased().split(separator: " ").joined(separator: " ")
            guard !mistakes.contains(food), !MultiWOZValue.isIndifference(food) else { continue }
            forms[MultiWOZValue.respelling(of: food), default: []].append(food)
        }
        forms["gastropub", default: []].append("gastro pub")
        forms["pan asian", default: []] += ["panasian", "pan-asian"]
        forms["portuguese", default: []].append("portugese")
        return forms
    }

    /// Names of places: without `the`, with `guest house` in both spellings, with `saint` as `st`, and without what kind of place it is
    /// where enough of a name is left.
    static func places(_ names: [String]) -> [String: [String]] {
        Dictionary(names.map { ($0, placeForms($0)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func placeForms(_ name: String) -> [String] {
        var forms: Set<String> = [name, name.replacing("'", with: "")]
        func add(_ change: (String) -> String) { forms.formUnion(forms.map(change)) }
        add { $0.hasPrefix("the ") ? String($0.dropFirst(4)) : "the " + $0 }
        add { $0.replacing("guesthouse", with: "guest house") }
        add { $0.replacing("guest house", with: "guesthouse") }
        add { $0.replacing("bed and breakfast", with: "b and b") }
        add { $0.replacing("saint ", with: "st ") }
        add { $0.replacing("-", with: " ") }
        add { $0.replacing("centre", with: "center") }
        add { $0.replacing("theatre", with: "theater") }
        for ending in [" guest house", " guesthouse", " bed and breakfast", " hotel", " restaurant", " restaurant bar", " tandoori restaurant"]
        where name.hasSuffix(ending) {
            let rest = String(name.dropLast(ending.count))
            let core = rest.hasPrefix("the ") ? String(rest.dropFirst(4)) : rest
            if core.count >= 5, !["bridge", "maharajah", "city stop", "cambridge"].contains(core) { forms.formUnion([rest, core, "the " + core]) }
        }
        // "I need a place" names no place.
        return forms.subtracting(["place", "the place", "a place"]).sorted()
    }
}
