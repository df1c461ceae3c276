// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTraining

/// Writes the numbers of each step and evaluation to `metrics.jsonl` and, where wanted, to TensorBoard.
struct MetricsMonitor: TrainingObserver {
    let log: MetricsLog
    let tensorBoard: TensorBoardWriter?

    func stepFinished(_ record: StepRecord, _ episodes: [ScoredEpisode]) async throws {
        try write(MetricsRow(step: record.step, record.metrics))
    }

    func evaluationFinished(_ record: EvaluationRecord, _ episodes: [ScoredEpisode]) async throws {
        try write(MetricsRow(step: record.step, record.metrics))
    }

    private func write(_ row: MetricsRow) throws {
        try log.append(row)
        try tensorBoard?.append(row, time: WallClock.now)
    }
}

extension MetricsRow {
    init(step: Int, _ metrics: Metrics) {
        let entries = metrics.entries.map { ($0.name, $0.value) }
        self.init(
            step: step, values: Dictionary(entries.filter { !MetricsRow.isWallTime($0.0) }) { $1 },
            times: Dictionary(entries.filter { MetricsRow.isWallTime($0.0) }) { $1 })
    }
}
