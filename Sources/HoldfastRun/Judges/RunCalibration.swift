// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis
import HoldfastCore

/// The calibration that a run's reports correct their judges' scores with.
struct RunCalibration: Sendable {
    private let report: CalibrationReport

    /// Nil where the section names none.
    /// - Throws: what `CalibrationFile.read` throws.
    init?(_ rewards: RewardsSection) throws {
        guard !rewards.calibration.isEmpty else { return nil }
        report = try CalibrationFile.read(rewards.calibration)
    }

    /// The corrected scores of the judges that were calibrated.
    func corrected(_ episodes: [ScoredEpisode]) -> [CorrectedScore] {
        CorrectedScore.all(episodes) { report[$0]?[$1]?.counts }
    }
}
