// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per token, as the simulator saw and sampled it.
struct TokenColumns: Columns {
    static let group = "tokens"

    var id: [Int32] = []
    var logprob: [Float] = []
    var modelLogprob: [Float] = []
    var mask: [Bool] = []
    var turn: [Int32] = []

    var rows: Int { id.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.numbers("id", &id)
        try table.numbers("logprob", &logprob)
        if table.version >= ShardSchema.versionWithModelLogprobs {
            try table.numbers("model_logprob", &modelLogprob)
        } else {
            modelLogprob = [Float](repeating: 0, count: rows)
        }
        try table.flags("mask", &mask)
        try table.numbers("turn", &turn)
    }
}

/// One row per turn, of both seats.
struct TurnColumns: Columns {
    static let group = "turns"

    var index: [Int] = []
    var seat: [Seat] = []
    var finish: [FinishReason] = []
    var text: [String] = []
    var tokenStart: [Int] = []
    var tokenEnd: [Int] = []
    var actOffsets = [0]
    var toolCallOffsets = [0]

    var rows: Int { index.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.numbers("index", &index)
        try table.choices("seat", &seat)
        try table.choices("finish", &finish)
        try table.texts("text", &text)
        try table.numbers("token_start", &tokenStart)
        try table.numbers("token_end", &tokenEnd)
        try table.offsets("act_offsets", &actOffsets)
        try table.offsets("tool_call_offsets", &toolCallOffsets)
    }
}

/// One row per dialogue act of a turn.
struct ActColumns: Columns {
    static let group = "acts"

    var kind: [ActKind] = []
    var attribute: [String?] = []
    var value: [String?] = []
    var intent: [String?] = []

    var rows: Int { kind.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.choices("kind", &kind)
        try table.optionalLabels("attribute", &attribute)
        try table.optionalLabels("value", &value)
        try table.optionalLabels("intent", &intent)
    }
}

/// One row per tool call of a turn.
struct ToolCallColumns: Columns {
    static let group = "tool_calls"

    var name: [String] = []
    var arguments: [String] = []
    var result: [String] = []
    var isError: [Bool] = []

    var rows: Int { name.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("name", &name)
        try table.texts("arguments", &arguments)
        try table.texts("result", &result)
        try table.flags("is_error", &isError)
    }
}

/// One row per probe: a question asked in a fork of the dialogue.
struct ProbeColumns: Columns {
    static let group = "probes"

    var turn: [Int] = []
    var attribute: [String] = []
    var question: [String] = []
    var answer: [String] = []
    var start: [Int] = []
    var tokenOffsets = [0]
    var kind: [ProbeKind] = []
    /// A JSON list of texts.
    var options: [String] = []
    var sample: [Int] = []

    var rows: Int { turn.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.numbers("turn", &turn)
        try table.labels("attribute", &attribute)
        try table.texts("question", &question)
        try table.texts("answer", &answer)
        if table.version >= ShardSchema.versionWithPlaces {
            try table.numbers("start", &start)
            try table.offsets("token_offsets", &tokenOffsets)
        } else {
            start = [Int](repeating: 0, count: rows)
            tokenOffsets = [Int](repeating: 0, count: rows + 1)
        }
        if table.version >= ShardSchema.versionWithJudgeCalls {
            try table.choices("kind", &kind)
            try table.labels("options", &options)
            try table.numbers("sample", &sample)
        } else {
            kind = [ProbeKind](repeating: .open, count: rows)
            options = [String](repeating: "[]", count: rows)
            sample = [Int](repeating: 0, count: rows)
        }
    }
}

/// One row per token of a probe: the question as it was given and the answer as it was sampled.
struct ProbeTokenColumns: Columns {
    static let group = "probes/tokens"

    var id: [Int32] = []
    var logprob: [Float] = []
    var modelLogprob: [Float] = []
    var mask: [Bool] = []

    var rows: Int { id.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        guard table.version >= ShardSchema.versionWithPlaces else { return }
        try table.numbers("id", &id)
        try table.numbers("logprob", &logprob)
        if table.version >= ShardSchema.versionWithModelLogprobs {
            try table.numbers("model_logprob", &modelLogprob)
        } else {
            modelLogprob = [Float](repeating: 0, count: rows)
        }
        try table.flags("mask", &mask)
    }
}
