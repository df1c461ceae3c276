// SPDX-License-Identifier: Apache-2.0
import HoldfastCore
import Testing

@Suite struct IdentifierReaderTests {
    struct Case: CustomTestStringConvertible {
        var line: String
        var question = ""
        var expected: [String]
        var testDescription: String { line }
    }

    @Test(
        "identifiers are found by their form",
        arguments: [
            Case(line: "My user ID is mia_li_3668.", expected: ["user_id mia_li_3668"]),
            Case(line: "It's order #W2378156, please", expected: ["order_id w2378156"]),
            Case(line: "order W2378156 and #4455", expected: ["order_id w2378156", "order_id 4455"]),
            Case(
                line: "Use credit_card_4421486 or paypal_123456 or **gift_card_77**.",
                expected: [
                    "payment_id credit_card_4421486", "payment_id paypal_123456", "payment_id gift_card_77",
                ]),
            Case(line: "Mail me at <Mei.Kovacs4296@example.com>!", expected: ["email mei.kovacs4296@example.com"]),
            Case(line: "My name is Yusuf Rossi and my zip code is 19122.", expected: ["name yusuf rossi", "zip_code 19122"]),
            Case(line: "It is Austin, TX 78750", expected: ["zip_code 78750"]),
            Case(line: "19122", question: "What is your zip code?", expected: ["zip_code 19122"]),
            Case(line: "reach me at (555) 123-4567 or 555-123-4567", expected: ["phone 5551234567", "phone 5551234567"]),
            Case(line: "My phone number is 576944123", expected: ["phone 576944123"]),
            Case(line: "I want item 9624127908", expected: ["item_id 9624127908"]),
            Case(
                line: "Reservation Z7GOZK, and confirmation code NUFRTA, flight HAT136",
                expected: [
                    "reservation_id z7gozk", "reservation_id nufrta", "flight_number hat136",
                ]),
            Case(line: "order number 2378156", expected: ["order_id 2378156"]),
            Case(line: "FQ8APE and UDMOP1", expected: ["reservation_id fq8ape", "reservation_id udmop1"]),
            Case(line: "reference number is BMUKPTG6", expected: ["reservation_id bmukptg6"]),
            Case(line: "April 5, 1990", question: "And your date of birth?", expected: ["date_of_birth 1990-4-5"]),
            Case(line: "the card ending in 7447", expected: ["last_four_digits 7447"]),
            Case(line: "the last four digits are 7447", expected: ["last_four_digits 7447"]),
            Case(line: "I live at 975 Sunset Drive, Suite 217", expected: ["street 975 sunset drive"]),
            Case(line: "at 12 Oak Hill St.", expected: ["street 12 oak hill street"]),
            Case(
                line: "on May 20th, or 2024-05-21, or 5/22/2024, or 23 June 2024",
                expected: [
                    "date 5-20", "date 2024-5-21", "date 2024-5-22", "date 2024-6-23",
                ]),
            Case(line: "My date of birth is April 5, 1990", expected: ["date_of_birth 1990-4-5"]),
            Case(line: "no more than $1,250.50 or $100", expected: ["amount 1250.5", "amount 100"]),
        ])
    func found(_ example: Case) {
        let found = IdentifierReader.identifiers(in: example.line, after: example.question)
        #expect(found.map { "\($0.kind.rawValue) \($0.value)" } == example.expected)
    }

    @Test(
        "what could be anything is nothing",
        arguments: [
            "", "I need 2 bags and 3 seats", "It may be 5 days", "at 10:30 am", "PLEASE CANCEL IT", "My name is on the card", "the name is wrong",
            "12345 people", "in 2024", "3 out of 10", "He said \"I march 3 miles\"", "a 15-inch laptop with 512GB", "10-day trip", "#1 priority",
            "User_Name", "1000ml and 6mm", "flight at 11AM", "1030AM", "flight 3PM", "COVID19", "RTX4090", "a WH1000XM4", "MP3", "50/50",
            "my name is not important", "I'm 35 years old", "$", "$abc", "@", "a@b", "#", "24/7",
        ])
    func nothing(_ line: String) {
        #expect(IdentifierReader.identifiers(in: line) == [])
    }

    @Test("an identifier stands where it says")
    func places() throws {
        let line = "Grüße 🚲: my name is José Núñez, zip 19122, call (555) 123-4567!"
        let bytes = Array(line.utf8)
        let found = IdentifierReader.identifiers(in: line)
        #expect(found.map { String(decoding: bytes[$0.place], as: UTF8.self) } == ["José Núñez", "19122", "555) 123-4567"])
    }

    @Test("no line breaks the reader", arguments: 0..<40)
    func hostile(_ seed: UInt64) {
        var random = RandomKey(seed: seed, purpose: .scenario).stream
        let pieces = [
            "#", "W", "12345", "_", "@", ".", "$", "1e999", "-", "/", " ", "May", "zip", "é", "🚲", "\u{0}", "99999999999999999999", "St", "is",
            "name", "my", "A",
        ]
        let line = (0..<60).map { _ in random.pick(pieces)! }.joined()
        for identifier in IdentifierReader.identifiers(in: line, after: "zip?") {
            #expect(identifier.place.upperBound <= line.utf8.count && !identifier.place.isEmpty, "seed \(seed): \(line)")
        }
    }
}
