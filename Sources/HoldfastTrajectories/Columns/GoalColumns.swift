// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per goal component of an episode, with its status at the end.
struct ComponentColumns: Columns {
    static let group = "goal/components"

    var id: [String] = []
    var kind: [ComponentKind] = []
    var status: [ComponentStatus] = []
    var applies: [Bool] = []
    var definition: [String] = []

    var rows: Int { id.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("id", &id)
        try table.choices("kind", &kind)
        try table.choices("status", &status)
        try table.flags("applies", &applies)
        try table.labels("definition", &definition)
    }
}

/// The statuses after each turn: per episode a matrix of turns and components, row by row.
struct StatusColumns: Columns {
    static let group = "goal/statuses"

    var status: [ComponentStatus] = []

    var rows: Int { status.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.choices("status", &status)
    }
}

/// One row per move that happened.
struct ChangeColumns: Columns {
    static let group = "goal/changes"

    var component: [String] = []
    var from: [ComponentStatus] = []
    var to: [ComponentStatus] = []
    var turn: [Int] = []
    var reason: [String] = []
    var judge: [String] = []

    var rows: Int { component.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("component", &component)
        try table.choices("from", &from)
        try table.choices("to", &to)
        try table.numbers("turn", &turn)
        try table.labels("reason", &reason)
        try table.labels("judge", &judge)
    }
}

/// One row per proposal that was ignored.
struct RejectionColumns: Columns {
    static let group = "goal/rejections"

    var component: [String] = []
    var status: [ComponentStatus] = []
    var turn: [Int] = []
    var reason: [String] = []
    var judge: [String] = []
    var cause: [RejectedProposal.Reason] = []

    var rows: Int { component.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("component", &component)
        try table.choices("status", &status)
        try table.numbers("turn", &turn)
        try table.labels("reason", &reason)
        try table.labels("judge", &judge)
        try table.choices("cause", &cause)
    }
}
