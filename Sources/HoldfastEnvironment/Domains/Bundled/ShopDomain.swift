// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A shop: returns and exchanges of ordered articles, and gift vouchers.
enum ShopDomain {
    static func definition(seed: UInt64) -> DomainDefinition {
        DomainDefinition(
            name: "shop",
            greetings: [
                "Hello, this is the Corner Store. How can I help you?", "Welcome to the Corner Store. What can I do for you?",
                "Corner Store service, good day. What do you need?", "Hello, Corner Store here. How may I help?",
            ],
            attributes: PersonaAttributes.all + constraints + results,
            intents: [giveBack, exchange, voucher], verification: PersonaAttributes.verification,
            tables: ShopTables.all(seed: seed))
    }

    private static let giveBack = IntentDefinition(
        name: "return_item", prompt: "You want to make a return of",
        cues: ["return", "make a return", "send back", "give back", "return something", "a refund", "returning"],
        openings: [
            "I want to make a return of", "I would like to return", "I need to send back", "Could you help me return", "I am returning",
            "I have to give back", "Can I return",
        ],
        label: "register the return", required: ["item", "order_number", "reason"], optional: ["refund_method"],
        lookups: [
            LookupDefinition(
                tool: "find_order", table: "orders", match: ["order_number", "item"], require: ["returnable": "yes"],
                returns: ["refund_amount", "return_deadline"], identifiers: ["order_number", "item"])
        ],
        record: RecordDefinition(tool: "register_return", table: "returns", columns: ["order_number", "item", "reason", "refund_method"]),
        presents: [], learnable: ["refund_amount", "return_deadline"],
        proposals: ["Shall I register the return?", "Should I register it for you?", "Do you want me to start the return?"],
        reports: ["Your return is registered.", "The return is set up.", "All done, the return is registered."], objects: 1)

    private static let exchange = IntentDefinition(
        name: "exchange_item", prompt: "You want to exchange",
        cues: ["exchange", "swap", "an exchange", "trade in", "change the size", "exchanging"],
        openings: [
            "I want to exchange", "I would like to exchange", "I need to swap", "Could you help me exchange", "Can I swap", "I am hoping to exchange",
            "I have to swap",
        ],
        label: "make the exchange", required: ["item", "order_number", "new_size", "new_colour"], optional: ["delivery"],
        lookups: [
            LookupDefinition(
                tool: "find_order", table: "orders", match: ["order_number", "item"], returns: [], identifiers: ["order_number", "item"]),
            LookupDefinition(
                tool: "find_stock", table: "stock", match: ["item", "new_size", "new_colour"], returns: ["delivery_day", "courier"],
                negotiable: "new_colour"),
        ],
        record: RecordDefinition(
            tool: "register_exchange", table: "exchanges", columns: ["order_number", "item", "new_size", "new_colour", "delivery"]),
        presents: [], learnable: ["delivery_day", "courier"],
        proposals: ["Shall I make the exchange?", "Should I send it to you?", "Do you want me to exchange it?"],
        reports: ["The exchange is made.", "Your exchange is registered.", "All done, the new one is on its way."], objects: 1)

    private static let voucher = IntentDefinition(
        name: "buy_voucher", prompt: "You want to buy a gift voucher",
        cues: ["voucher", "gift voucher", "gift card", "buy a voucher"],
        openings: [
            "I need a gift voucher", "I want to buy a gift voucher", "I would like a gift voucher", "Can I get a gift voucher",
            "Could you sell me a gift voucher", "I am after a gift voucher",
        ],
        label: "send the voucher", required: ["voucher_amount", "voucher_design"],
        lookups: [
            LookupDefinition(
                tool: "find_voucher", table: "vouchers", match: ["voucher_amount", "voucher_design"], returns: ["voucher_validity"],
                negotiable: "voucher_design")
        ],
        record: RecordDefinition(tool: "buy_voucher", table: "voucher_orders", columns: ["voucher_amount", "voucher_design"]),
        presents: [], learnable: ["voucher_validity"],
        proposals: ["Shall I send you the voucher?", "Should I order the voucher?", "Do you want to buy it?"],
        reports: ["Your voucher is on its way.", "The voucher is ordered.", "The voucher is done."], isMain: false
    ).askedTogether

    private static let constraints: [DomainAttribute] = [
        .constraint(
            "item", "article", pattern: .listed(ShopTables.items), statements: ["the {}", "my {}", "a {}", "{}"],
            requests: ["Which article is it about?", "Which article do you mean?", "What article is it?"],
            prompt: "the {}",
            answers: [
                "It is about the {}.", "I mean the {}.", "It is the {} I ordered.", "The article is the {}.", "I am talking about the {}.", "The {}.",
            ],
            fragments: ["the {}", "my {}"], recap: "it is about the {}", pool: ShopTables.items),
        .constraint(
            "order_number", "order number", pattern: .open(words: 1), spelling: .uppercased,
            statements: ["order number is {}", "order number {}", "from order {}", "the order is {}", "my order is {}", "in order {}"],
            requests: ["What is the order number?", "Could you give me the order number?", "May I have your order number?"],
            prompt: "from order {}",
            answers: [
                "The order number is {}.", "My order number is {}.", "It was in order {}.", "I have order number {} here.", "It comes from order {}.",
                "It is {}.",
            ],
            fragments: ["from order {}"], recap: "the order number is {}", pool: ValuePools.codes),
        .constraint(
            "reason", "reason", pattern: .listed(ShopTables.reasons), statements: ["{}"],
            requests: ["What is the reason for the return?", "Why do you send it back?", "What is wrong with it?"],
            prompt: "because it is {}",
            answers: [
                "It is {}.", "I am sending it back because it is {}.", "It turned out to be {}.", "The reason is that it is {}.",
                "I found that it is {}.",
                "Because it is {}.",
            ],
            fragments: ["because it is {}"], recap: "it is {}", pool: ShopTables.reasons),
        .constraint(
            "refund_method", "kind of refund", pattern: .listed(["cheque", "credit note", "bank deposit"]), statements: ["{}"],
            requests: ["How do you want your refund?", "Which kind of refund would you like?", "In what form should the refund be?"],
            prompt: "You prefer the refund as a {}.",
            answers: [
                "I prefer a {}.", "A {} would be nice.", "I would like it as a {}.", "Make it a {}.", "I want the refund as a {}.", "As a {}.",
            ],
            fragments: ["as a {}"], recap: "you want a {}", pool: ["cheque", "credit note", "bank deposit"]),
        .constraint(
            "new_size", "new size", pattern: .listed(ShopTables.sizes), statements: ["size {}", "in {}", "new size is {}", "in a {}"],
            requests: ["Which size do you need?", "What size should the new one be?", "Which size shall it be?"],
            prompt: "for size {}",
            answers: [
                "I need size {}.", "The new size is {}.", "It should be size {}.", "Size {} would fit me.", "Make it size {}.", "Size {}.",
            ],
            fragments: ["for size {}", "in size {}"], recap: "you need size {}", pool: ShopTables.sizes),
        .constraint(
            "new_colour", "new colour", pattern: .listed(ShopTables.colours), statements: ["{}", "in {}"],
            requests: ["Which colour would you like?", "What colour should the new one be?", "In which colour?"],
            prompt: "in {}",
            answers: ["I would like it in {}.", "The colour is {}.", "It should be {}.", "Make it {}.", "I want a {} one.", "In {}."],
            fragments: ["in {}"], recap: "you want it in {}", pool: ShopTables.colours),
        .constraint(
            "delivery", "delivery", pattern: .listed(["home delivery", "store pickup", "parcel locker", "desk pickup"]), statements: ["{}"],
            requests: ["How should we deliver it?", "Which delivery would you like?", "Is there a delivery you prefer?"],
            prompt: "You prefer {}.",
            answers: ["I prefer {}.", "I would like {}.", "{} suits me best.", "Give me {}.", "I choose {}.", "With {}."],
            fragments: ["with {}"], recap: "you want {}", pool: ["home delivery", "store pickup", "parcel locker", "desk pickup"]),
        .constraint(
            "voucher_amount", "amount", pattern: .number(1...999),
            statements: ["{} pound voucher", "of {} pounds", "worth {} pounds", "worth {}", "over {} pounds", "for {} pounds", "amount is {}"],
            requests: ["What amount should it have?", "How much should the voucher be worth?", "Which amount do you want?"],
            prompt: "worth {} pounds",
            answers: [
                "It should be worth {} pounds.", "The amount is {} pounds.", "I thought of {} pounds.", "Make it worth {} pounds.",
                "I want one over {} pounds.", "For {} pounds.",
            ],
            fragments: ["worth {} pounds", "over {} pounds"], recap: "it is worth {} pounds", pool: ShopTables.amounts),
        .constraint(
            "voucher_design", "design", pattern: .listed(ShopTables.designs), statements: ["{} design", "{}"],
            requests: ["Which design would you like?", "What design should it have?", "Which design do you want?"],
            prompt: "with the {} design",
            answers: [
                "I like the {} design.", "The {} design is for me.", "It should have the {} design.", "Take the {} design.", "I want the {} design.",
                "The {} design.",
            ],
            fragments: ["with the {} design"], recap: "you want the {} design", pool: ShopTables.designs),
    ]

    private static let results: [DomainAttribute] = [
        .result(
            "refund_amount", "refund",
            questions: ["how much do i get back", "how much will i get", "how high is the refund", "how much is the refund", "the refund amount"],
            asks: [
                "How much do I get back?", "How much will I get?", "How high is the refund?", "How much is the refund?",
                "Can you tell me the refund amount?", "What is the refund amount?",
            ],
            prompt: "Ask how much you get back.",
            informs: ["You get {} pounds back.", "The refund is {} pounds.", "That makes {} pounds for you."]),
        .result(
            "return_deadline", "deadline", questions: ["by when", "until when", "the deadline", "when must i"],
            asks: [
                "By when must I send it?", "Until when can I send it?", "What is the deadline?", "Is there something like the deadline to know?",
                "When must I send it?", "Can you tell me the deadline?",
            ],
            prompt: "Ask for the deadline.",
            informs: ["Please send it by {}.", "The deadline is {}.", "You have time until {}."]),
        .result(
            "delivery_day", "delivery day",
            questions: ["when will it arrive", "when will it come", "when does it come", "when do i get it", "which day will it"],
            asks: [
                "When will it arrive?", "When will it come?", "When does it come?", "When do I get it?", "Which day will it be here?",
                "And when will it arrive?",
            ],
            prompt: "Ask when it will arrive.",
            informs: ["It will arrive in {} days.", "You get it in {} days.", "That takes {} days."]),
        .result(
            "courier", "courier", questions: ["who will deliver", "who delivers", "which courier", "what courier", "the courier"],
            asks: [
                "Who will deliver it?", "Who delivers it?", "Which courier is it?", "What courier do you use?", "Can you tell me the courier?",
                "Which courier will bring it?",
            ],
            prompt: "Ask who delivers it.",
            informs: ["{} will bring it.", "The courier is {}.", "It comes with {}."]),
        .result(
            "voucher_validity", "validity",
            questions: ["how long is the voucher valid", "how long is it valid", "how long does it last", "how long can it"],
            asks: [
                "How long is the voucher valid?", "How long is it valid?", "How long does it last?", "How long can it be used?",
                "And how long is it valid?", "And how long does it last?",
            ],
            prompt: "Ask how long the voucher is valid.",
            informs: ["It is valid for {} months.", "It lasts {} months."]),
    ]
}
