// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per distinct scenario: its whole definition as JSON, and beside it what one selects by.
struct ScenarioColumns: Columns {
    static let group = "scenarios"

    var json: [String] = []
    var id: [String] = []
    var persona: [String] = []
    var goal: [String] = []
    var domain: [String] = []
    var split: [Split] = []
    var seed: [UInt64] = []
    var source: [String] = []

    var rows: Int { json.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.texts("json", &json)
        try table.texts("id", &id)
        try table.texts("persona", &persona)
        try table.texts("goal", &goal)
        try table.labels("domain", &domain)
        try table.choices("split", &split)
        try table.numbers("seed", &seed)
        try table.labels("source", &source)
    }
}
