// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// One row per episode, with the offsets of its rows in the other tables.
struct EpisodeColumns: Columns {
    static let group = "episodes"

    var phase: [String] = []
    var step: [Int] = []
    var groupIndex: [Int] = []
    var rollout: [Int] = []
    var scenario: [Int] = []
    var simulatorVersion: [Int] = []
    var samplingSeed: [UInt64] = []
    var reward: [Double?] = []
    var ending: [EndingReason] = []
    var stop: [StopDecision?] = []
    var failure: [FailureBoundary?] = []
    var failureMessage: [String] = []
    var tokenOffsets = [0]
    var turnOffsets = [0]
    var componentOffsets = [0]
    var statusOffsets = [0]
    var changeOffsets = [0]
    var rejectionOffsets = [0]
    var verdictOffsets = [0]
    var scoreOffsets = [0]
    var probeOffsets = [0]

    var rows: Int { step.count }

    mutating func exchange(with table: inout some ColumnTable) throws {
        try table.labels("phase", &phase)
        try table.numbers("step", &step)
        try table.numbers("group", &groupIndex)
        try table.numbers("rollout", &rollout)
        try table.numbers("scenario", &scenario)
        try table.numbers("simulator_version", &simulatorVersion)
        try table.numbers("sampling_seed", &samplingSeed)
        try table.optionalNumbers("reward", &reward)
        try table.choices("ending", &ending)
        try table.optionalChoices("stop", &stop)
        try table.optionalChoices("failure", &failure)
        try table.texts("failure_message", &failureMessage)
        try table.offsets("token_offsets", &tokenOffsets)
        try table.offsets("turn_offsets", &turnOffsets)
        try table.offsets("component_offsets", &componentOffsets)
        try table.offsets("status_offsets", &statusOffsets)
        try table.offsets("change_offsets", &changeOffsets)
        try table.offsets("rejection_offsets", &rejectionOffsets)
        try table.offsets("verdict_offsets", &verdictOffsets)
        try table.offsets("score_offsets", &scoreOffsets)
        try table.offsets("probe_offsets", &probeOffsets)
    }
}
