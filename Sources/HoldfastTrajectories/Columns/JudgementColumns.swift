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
    var placeOffsets = [0]
    var abstention: [Abstention?] = []
    var callOffsets = [0]

    var rows: Int { criterion.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("criterion", &criterion)
        try table.choices("outcome", &outcome)
        try table.numbers("turn", &turn)
        try table.texts("evidence", &evidence)
        try table.labels("judge", &judge)
        if table.version >= ShardSchema.versionWithPlaces {
            try table.offsets("place_offsets", &placeOffsets)
        } else {
            placeOffsets = [Int](repeating: 0, count: rows + 1)
        }
        if table.version >= ShardSchema.versionWithJudgeCalls {
            try table.optionalChoices("abstention", &abstention)
            try table.offsets("call_offsets", &callOffsets)
        } else {
            abstention = outcome.map { $0 == .abstain ? .cannotTell : nil }
            callOffsets = [Int](repeating: 0, count: rows + 1)
        }
    }
}

/// One row per call of a model that a verdict rests on.
struct JudgeCallColumns: Columns {
    static let group = "verdicts/calls"

    var judge: [String] = []
    var outcome: [VerdictOutcome] = []
    var promptHash: [String] = []
    var reply: [String] = []
    var promptTokens: [Int] = []
    var completionTokens: [Int] = []

    var rows: Int { judge.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        guard table.version >= ShardSchema.versionWithJudgeCalls else { return }
        try table.labels("judge", &judge)
        try table.choices("outcome", &outcome)
        try table.labels("prompt_hash", &promptHash)
        try table.texts("reply", &reply)
        try table.numbers("prompt_tokens", &promptTokens)
        try table.numbers("completion_tokens", &completionTokens)
    }
}

/// One row per place at which a verdict finds its turn's text wrong, in UTF-8 bytes of the text.
struct PlaceColumns: Columns {
    static let group = "verdicts/places"

    var start: [Int] = []
    var end: [Int] = []

    var rows: Int { start.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        guard table.version >= ShardSchema.versionWithPlaces else { return }
        try table.numbers("start", &start)
        try table.numbers("end", &end)
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
