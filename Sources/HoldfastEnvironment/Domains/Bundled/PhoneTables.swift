// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Plans, visits and SIM cards of the phone company, made from a seed.
enum PhoneTables {
    static let plans = [
        "basic", "comfort", "flex", "nova", "orbit", "breeze", "prime", "solo", "duo", "starter", "summit", "harbour", "comet", "echo", "pulse",
        "zenith",
    ]
    static let problems = [
        "slow internet", "a weak signal", "dropped calls", "a noisy line", "a dead line", "a broken socket", "a loose cable", "lost messages",
        "a blinking light", "an echo in calls",
    ]
    private static let technicians = ["Mr Hale", "Ms Lowe", "Mr Finch", "Ms Drew", "Mr Pike", "Ms Cole"]

    static func all(seed: UInt64) -> [TableDefinition] { [planTable(seed: seed), technicianTable(seed: seed), simTable(seed: seed)] }

    private static func planTable(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 6, purpose: .database).stream
        var rows: [[String]] = []
        for plan in plans {
            let price = String(8 + stream.next() % 50)
            let volume = String(2 + stream.next() % 60)
            for month in ValuePools.months where stream.chance(0.75) { rows.append([plan, month, price, volume]) }
        }
        return TableDefinition(
            name: "plans", columns: ["new_plan", "start_month", "monthly_price", "data_volume"], rows: rows, indexed: ["new_plan", "start_month"])
    }

    private static func technicianTable(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 7, purpose: .database).stream
        let hours = ["morning": 8, "afternoon": 13, "evening": 18]
        var rows: [[String]] = []
        for problem in problems {
            for day in ValuePools.weekdays {
                for part in ["morning", "afternoon", "evening"] where stream.chance(0.65) {
                    let minutes = ((hours[part] ?? 8) + Int(stream.next() % 3)) * 60 + 15 * Int(stream.next() % 4)
                    rows.append([problem, day, part, Clock.text(minutes), stream.pick(technicians) ?? "Mr Hale"])
                }
            }
        }
        return TableDefinition(
            name: "technicians", columns: ["problem", "visit_day", "daypart", "arrival_window", "technician"], rows: rows,
            indexed: ["problem", "visit_day", "daypart"])
    }

    private static func simTable(seed: UInt64) -> TableDefinition {
        var stream = RandomKey(seed: seed, turn: 8, purpose: .database).stream
        var rows: [[String]] = []
        for type in ["nano", "micro", "digital", "standard", "travel", "data"] {
            let price = String(3 + stream.next() % 15)
            for count in 2...9 where stream.chance(0.8) { rows.append([type, String(count), price]) }
        }
        return TableDefinition(name: "sims", columns: ["sim_type", "sim_count", "sim_price"], rows: rows, indexed: ["sim_type", "sim_count"])
    }
}
