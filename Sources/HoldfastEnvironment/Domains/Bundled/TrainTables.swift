// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// The timetable and the price list of the railway, made from a seed.
enum TrainTables {
    static func all(seed: UInt64) -> [TableDefinition] { [trains(seed: seed), railcards(seed: seed)] }

    /// One train per route and day; some days and a few whole routes have none.
    private static func trains(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 1, purpose: .database).stream
        var rows: [[String]] = []
        for origin in ValuePools.cities {
            for destination in ValuePools.cities where destination != origin {
                let isServed = !stream.chance(0.08)
                let price = 9 + Int(stream.next() % 80)
                let minutes = 35 + Int(stream.next() % 240)
                for day in ValuePools.weekdays where stream.chance(0.7) && isServed {
                    let departure = 360 + 5 * Int(stream.next() % 180)
                    rows.append([
                        origin, destination, day, Clock.text(departure), Clock.text(departure + minutes), String(price + Int(stream.next() % 9)),
                        String(1 + stream.next() % 14),
                    ])
                }
            }
        }
        return TableDefinition(
            name: "trains", columns: ["origin", "destination", "day", "departure", "arrival", "price", "platform"], rows: rows,
            indexed: ["origin", "destination", "day"])
    }

    private static func railcards(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 2, purpose: .database).stream
        var rows: [[String]] = []
        for type in ["youth", "senior", "student", "weekend", "commuter", "couple"] {
            let price = 20 + Int(stream.next() % 60)
            let validity = stream.pick(["6", "12", "24", "36"]) ?? "12"
            for month in ValuePools.months where stream.chance(0.8) { rows.append([type, month, String(price), validity]) }
        }
        return TableDefinition(
            name: "railcards", columns: ["card_type", "start_month", "card_price", "validity"], rows: rows, indexed: ["card_type", "start_month"])
    }
}

/// Minutes since midnight as text.
enum Clock {
    static func text(_ minutes: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return padded(minutes / 60 % 24) + ":" + padded(minutes % 60)
    }
}
