// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Orders, stock and vouchers of the shop, made from a seed.
enum ShopTables {
    static let items = [
        "jacket", "coat", "jumper", "dress", "skirt", "shirt", "blouse", "hat", "scarf", "belt", "raincoat", "hoodie", "cardigan", "tunic", "vest",
        "blazer", "parka", "gown", "kilt", "poncho",
    ]
    static let reasons = [
        "too small", "too big", "damaged", "faulty", "too late", "torn", "stained", "itchy", "faded", "scratched", "too long", "too short",
    ]
    static let sizes = ["34", "36", "38", "40", "42", "44", "46", "48"]
    static let colours = ["black", "white", "red", "blue", "green", "yellow", "grey", "brown", "pink", "purple", "orange", "beige"]
    static let amounts = ["20", "25", "30", "40", "50", "60", "75", "80", "90", "100", "120", "150", "180", "200"]
    static let designs = ["birthday", "wedding", "christmas", "flower", "garden", "ocean", "forest", "balloon"]
    private static let couriers = ["Swift Post", "Blue Van", "City Bike", "Parcel Bird"]

    static func all(seed: UInt64) -> [TableDefinition] { [orders(seed: seed), stock(seed: seed), vouchers(seed: seed)] }

    /// Five thousand orders of one article each; a fifth can no longer be returned.
    private static func orders(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 3, purpose: .database).stream
        var numbers: Set<String> = []
        var rows: [[String]] = []
        while rows.count < 5000 {
            let number = Code.letterAndDigits(&stream)
            guard numbers.insert(number).inserted else { continue }
            let day = 1 + stream.next() % 28
            let month = (stream.pick(ValuePools.months) ?? "june").sentenceCased
            rows.append([
                number, stream.pick(items) ?? "coat", String(12 + stream.next() % 140), "\(day) \(month)", stream.chance(0.8) ? "yes" : "no",
            ])
        }
        return TableDefinition(
            name: "orders", columns: ["order_number", "item", "refund_amount", "return_deadline", "returnable"], rows: rows,
            indexed: ["order_number"])
    }

    private static func stock(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 4, purpose: .database).stream
        var rows: [[String]] = []
        for item in items {
            for size in sizes where stream.chance(0.9) {
                for colour in colours where stream.chance(0.6) {
                    rows.append([item, size, colour, String(2 + stream.next() % 9), stream.pick(couriers) ?? "Blue Van"])
                }
            }
        }
        return TableDefinition(
            name: "stock", columns: ["item", "new_size", "new_colour", "delivery_day", "courier"], rows: rows,
            indexed: ["item", "new_size", "new_colour"])
    }

    private static func vouchers(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 5, purpose: .database).stream
        var rows: [[String]] = []
        for amount in amounts {
            let validity = stream.pick(["6", "12", "24", "36"]) ?? "12"
            for design in designs where stream.chance(0.75) { rows.append([amount, design, validity]) }
        }
        return TableDefinition(
            name: "vouchers", columns: ["voucher_amount", "voucher_design", "voucher_validity"], rows: rows,
            indexed: ["voucher_amount", "voucher_design"])
    }
}

/// Made-up identifiers.
enum Code {
    /// A letter and four digits, such as `k4821`.
    static func letterAndDigits(_ stream: inout RandomStream) -> String {
        (stream.pick(["b", "c", "d", "f", "g", "h", "k", "m", "p", "r", "t", "w"]) ?? "k") + digits(4, &stream)
    }

    /// Digits of which the first is not 0.
    static func digits(_ count: Int, _ stream: inout RandomStream) -> String {
        (0..<count).map { String($0 == 0 ? 1 + stream.next() % 9 : stream.next() % 10) }.joined()
    }
}
