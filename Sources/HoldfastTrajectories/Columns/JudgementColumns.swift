// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per verdict; turn -1 stands for the whole episode.
struct VerdictColumns: Columns {
    static let group = "verdicts"

    var criterion: [String] = []
    var outcome: [VerdictOutcome] = []
    var turn: [Int] = []
    var evidence: [String] = []
    var judge: [String] = []

    var rows: Int { criterion.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("criterion", &criterion)
        try table.choices("outcome", &outcome)
        try table.numbers("turn", &turn)
        try table.texts("evidence", &evidence)
        try table.labels("judge", &judge)
    }
}

/// One row per score; turn -1 stands for the whole episode.
struct ScoreColumns: Columns {
    static let group = "scores"

    var name: [String] = []
    var value: [Double?] = []
    var turn: [Int] = []

    var rows: Int { name.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("name", &name)
        try table.optionalNumbers("value", &value)
        try table.numbers("turn", &turn)
    }
}
