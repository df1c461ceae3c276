// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A phone company: change of contract, visits of a technician, SIM cards.
enum PhoneDomain {
    static func definition(seed: UInt64) -> DomainDefinition {
        DomainDefinition(
            name: "phone",
            greetings: [
                "Hello, this is Lark Mobile. How can I help you?", "Welcome to Lark Mobile. What can I do for you?",
                "Lark Mobile service, good day. What do you need?", "Hello, Lark Mobile here. How may I help?",
            ],
            attributes: PersonaAttributes.all + constraints + results,
            intents: [plan, visit, sim], verification: PersonaAttributes.verification,
            tables: PhoneTables.all(seed: seed))
    }

    private static let plan = IntentDefinition(
        name: "change_plan", prompt: "You want to change your contract",
        cues: ["contract", "my contract", "change my contract", "switch my contract", "change plans", "another contract"],
        openings: [
            "I want to change my contract", "I would like to change my contract", "I need another contract", "Could you change my contract",
            "I have to switch my contract", "Can I change my contract", "I am here to switch my contract",
        ],
        label: "change the contract", required: ["current_plan", "new_plan", "start_month"], optional: ["term", "bill"],
        lookups: [
            LookupDefinition(
                tool: "find_plan", table: "plans", match: ["new_plan", "start_month"], returns: ["monthly_price", "data_volume"],
                negotiable: "start_month")
        ],
        record: RecordDefinition(
            tool: "change_plan", table: "contract_changes", columns: ["current_plan", "new_plan", "start_month", "term", "bill"]),
        presents: [], learnable: ["monthly_price", "data_volume"],
        proposals: ["Shall I change the contract?", "Should I change it for you?", "Do you want me to make the change?"],
        reports: ["Your contract is changed.", "The change is made.", "All done, the new contract is set."])

    private static let visit = IntentDefinition(
        name: "book_technician", prompt: "You want a visit of a technician",
        cues: ["technician", "a visit", "send a technician", "repair", "engineer"],
        openings: [
            "I need a technician", "I want to book a technician", "I would like a technician to come", "Could you send a technician",
            "I am calling for a technician", "Can I get a technician", "Please send me a technician",
        ],
        label: "book the technician", required: ["problem", "router", "visit_day", "daypart"], optional: ["contact"],
        lookups: [
            LookupDefinition(
                tool: "find_technician", table: "technicians", match: ["problem", "visit_day", "daypart"], returns: ["arrival_window", "technician"],
                negotiable: "visit_day")
        ],
        record: RecordDefinition(
            tool: "book_technician", table: "visits", columns: ["problem", "router", "visit_day", "daypart", "contact"]),
        presents: [], learnable: ["arrival_window", "technician"],
        proposals: ["Shall I book the visit?", "Should I book it for you?", "Do you want me to book the technician?"],
        reports: ["The technician is booked.", "Your visit is booked.", "All done, a technician will come."])

    private static let sim = IntentDefinition(
        name: "order_sim", prompt: "You want to order SIM cards",
        cues: ["sim cards", "sim card", "sim", "order sim cards", "sims"],
        openings: [
            "I need SIM cards", "I want to order SIM cards", "I would like SIM cards", "Can I get SIM cards", "Could you send me SIM cards",
            "I am after SIM cards",
        ],
        label: "order the cards", required: ["sim_type", "sim_count"],
        lookups: [
            LookupDefinition(
                tool: "find_sim", table: "sims", match: ["sim_type", "sim_count"], returns: ["sim_price"], negotiable: "sim_type")
        ],
        record: RecordDefinition(tool: "order_sim", table: "sim_orders", columns: ["sim_type", "sim_count"]),
        presents: [], learnable: ["sim_price"],
        proposals: ["Shall I order the cards?", "Should I order them for you?", "Do you want me to order them?"],
        reports: ["Your cards are ordered.", "The SIM cards are on their way.", "The order is made."], isMain: false
    ).askedTogether

    private static let plans = ValuePattern.listed(PhoneTables.plans)

    private static let constraints: [DomainAttribute] = [
        .constraint(
            "current_plan", "current plan", pattern: plans, spelling: .capitalized,
            statements: [
                "from the {} plan", "from {}", "current plan is {}", "old plan is {}", "i have the {} plan", "on the {} plan", "now i have {}",
                "my plan is {}",
            ],
            requests: ["Which plan do you have now?", "What is your current plan?", "Which plan are you on?"],
            prompt: "from the {} plan",
            answers: [
                "I have the {} plan.", "My current plan is {}.", "I am on the {} plan.", "My old plan is {}.", "So far I have the {} plan.",
                "Now I have {}.",
            ],
            fragments: ["from the {} plan", "from {}"], recap: "you have the {} plan now", pool: PhoneTables.plans),
        .constraint(
            "new_plan", "new plan", pattern: plans, spelling: .capitalized,
            statements: [
                "to the {} plan", "to {}", "new plan is {}", "i want the {} plan", "the {} plan", "{} plan", "i would like the {} plan", "take {}",
            ],
            requests: ["Which plan do you want?", "Which plan should be the new one?", "What plan would you like?"],
            prompt: "to the {} plan",
            answers: [
                "I want the {} plan.", "I would like the {} plan.", "The new plan is {}.", "I am changing to the {} plan.", "I will take {}.",
                "To the {} plan.",
            ],
            fragments: ["to the {} plan", "to {}"], recap: "you want the {} plan", pool: PhoneTables.plans),
        .constraint(
            "start_month", "first month", pattern: .listed(ValuePools.months), spelling: .capitalized,
            statements: ["{}", "in {}", "starting in {}", "start in {}"],
            requests: ["In which month should it start?", "From which month do you want it?", "Which month should be the first?"],
            prompt: "starting in {}",
            answers: ["It should start in {}.", "I want it in {}.", "The first month is {}.", "Let it begin in {}.", "Start it in {}.", "In {}."],
            fragments: ["starting in {}", "in {}"], recap: "it starts in {}", pool: ValuePools.months),
        .constraint(
            "term", "term", pattern: .listed(["short", "yearly", "long", "monthly"]), statements: ["{} term", "{} one"],
            requests: ["Which term would you like?", "Do you have a wish for the term?", "Is there a term you prefer?"],
            prompt: "You prefer the {} term.",
            answers: [
                "I prefer the {} term.", "The {} term would be nice.", "I like the {} term.", "Give me the {} term.", "I would take the {} term.",
                "The {} term.",
            ],
            fragments: ["with the {} term"], recap: "you want the {} term", pool: ["short", "yearly", "long", "monthly"]),
        .constraint(
            "bill", "bill", pattern: .listed(["paper", "email", "online"]), statements: ["{} bill"],
            requests: ["What kind of bill would you like?", "Do you have a wish for the bill?", "Which bill do you prefer?"],
            prompt: "You prefer the {} bill.",
            answers: [
                "I prefer the {} bill.", "The {} bill would be nice.", "I like the {} bill.", "Send me the {} bill.", "I would take the {} bill.",
                "The {} bill.",
            ],
            fragments: ["with the {} bill"], recap: "you want the {} bill", pool: ["paper", "email", "online"]),
        .constraint(
            "problem", "problem", pattern: .listed(PhoneTables.problems), statements: ["{}"],
            requests: ["What is the problem?", "What is wrong with your line?", "What trouble do you have?"],
            prompt: "for {}",
            answers: ["I have {}.", "The problem is {}.", "There is trouble with {}.", "It is about {}.", "I suffer from {}.", "We have {} here."],
            fragments: ["for {}", "because of {}"], recap: "the problem is {}", pool: PhoneTables.problems),
        .constraint(
            "router", "router model", pattern: .open(words: 1), spelling: .uppercased,
            statements: [
                "router model {}", "my router is {}", "router is {}", "model is {}", "the model {}", "with router {}", "router {}",
                "have a {} router",
            ],
            requests: ["Which router model do you have?", "What is the model of your router?", "Could you tell me the router model?"],
            prompt: "with router {}",
            answers: ["My router is {}.", "The model is {}.", "It is router model {}.", "The router is {}.", "I have router {} here.", "Router {}."],
            fragments: ["with router {}"], recap: "your router is {}", pool: ValuePools.codes),
        .constraint(
            "visit_day", "day of the visit", pattern: .listed(ValuePools.weekdays), spelling: .capitalized,
            statements: ["{}", "on {}", "this {}", "next {}"],
            requests: ["Which day suits you?", "On which day should we come?", "What day is good for you?"],
            prompt: "on {}",
            answers: ["{} suits me.", "It has to be on {}.", "Please come on {}.", "On {}.", "I am at home on {}.", "I would like it on {}."],
            fragments: ["on {}", "for {}"], recap: "you want the visit on {}", pool: ValuePools.weekdays),
        .constraint(
            "daypart", "time of day", pattern: .listed(["morning", "afternoon", "evening"], also: ["morning": ["mornings"]]),
            statements: ["in the {}", "the {}", "{}"],
            requests: ["At what time of day?", "Which time of day is good?", "Morning, afternoon or evening?"],
            prompt: "in the {}",
            answers: [
                "In the {}.", "The {} is good for me.", "Come in the {}.", "It should be in the {}.", "I have time in the {}.",
                "I would like the {}.",
            ],
            fragments: ["in the {}"], recap: "it should be in the {}", pool: ["morning", "afternoon", "evening"]),
        .constraint(
            "contact", "message", pattern: .listed(["text message", "phone call", "letter"]), statements: ["{}"],
            requests: ["How should we remind you?", "What kind of reminder would you like?", "Which reminder do you prefer?"],
            prompt: "You prefer a {} as reminder.",
            answers: [
                "I prefer a {}.", "A {} would be nice.", "I would like a {}.", "Send me a {} first.", "Remind me by {}.", "With a {}.",
            ],
            fragments: ["with a {} before"], recap: "you want a {} as reminder", pool: ["text message", "phone call", "letter"]),
        .constraint(
            "sim_type", "size of the SIM", pattern: .listed(["nano", "micro", "digital", "standard", "travel", "data"]),
            statements: ["{} size", "{} cards", "{} ones", "{} type", "{} sim"],
            requests: ["Which type of SIM do you need?", "What type should they be?", "Which SIM type is it?"],
            prompt: "of the {} type",
            answers: [
                "I need the {} type.", "They should be {} ones.", "The {} type.", "I want {} cards.", "Make it the {} type.", "I use the {} type.",
            ],
            fragments: ["of the {} type"], recap: "you need the {} type", pool: ["nano", "micro", "digital", "standard", "travel", "data"]),
        .constraint(
            "sim_count", "number of cards", pattern: .number(1...12),
            statements: ["{} of them", "{} pieces", "{} cards", "{} in all", "i need {}"],
            requests: ["How many cards do you need?", "How many should I send?", "What number of cards is it?"],
            prompt: "and need {} pieces",
            answers: ["I need {} of them.", "Send me {} pieces.", "It is {} cards.", "I want {} in all.", "Make it {} cards.", "I need {} pieces."],
            fragments: [], recap: "you need {} pieces", pool: (2...9).map(String.init)),
    ]

    private static let results: [DomainAttribute] = [
        .result(
            "monthly_price", "monthly price",
            questions: ["per month", "a month", "how much is it", "what does it cost", "how much will it cost", "the monthly price"],
            asks: [
                "How much is it per month?", "What does it cost?", "How much will it cost me?", "What is the monthly price?",
                "Can you tell me the monthly price?", "What do I pay per month?",
            ],
            prompt: "Ask for the monthly price.",
            informs: ["It costs {} pounds per month.", "The monthly price is {} pounds.", "That is {} pounds a month."]),
        .result(
            "data_volume", "data volume", questions: ["how much data", "the data volume", "how many gigabytes"],
            asks: [
                "How much data do I get?", "How much data is in it?", "What is the data volume?", "How many gigabytes are in it?",
                "Can you tell me the data volume?", "How many gigabytes do I get?",
            ],
            prompt: "Ask how much data you get.",
            informs: ["You get {} gigabytes.", "There are {} gigabytes in it.", "The volume is {} gigabytes."]),
        .result(
            "arrival_window", "time of arrival", questions: ["at what hour", "what time will", "when exactly", "which hour"],
            asks: [
                "At what hour will it be?", "What time will it be?", "When exactly will that be?", "Which hour will it be?",
                "What time will the visit be?", "At what hour does the visit start?",
            ],
            prompt: "Ask at what hour the visit is.",
            informs: ["The visit is at {}.", "It will be at {}.", "That would be at {}."]),
        .result(
            "technician", "technician", questions: ["who will come", "who is coming", "who comes", "the name of the technician"],
            asks: [
                "Who will come?", "Who is coming?", "Who comes to me?", "Can you say who comes?", "And who will come?",
                "Can you tell me who is coming?",
            ],
            prompt: "Ask who will come.",
            informs: ["{} will come.", "It is {} who comes.", "Our colleague {} will come."]),
        .result(
            "sim_price", "price of the cards", questions: ["how much are they", "what do they cost", "how much are the cards", "price of the cards"],
            asks: [
                "How much are they?", "What do they cost?", "How much are the cards?", "What is the price of the cards?",
                "And what do they cost?", "Can you tell me the price of the cards?",
            ],
            prompt: "Ask what the cards cost.",
            informs: ["They cost {} pounds each.", "It is {} pounds for each card."]),
    ]
}
