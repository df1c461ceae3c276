// SPDX-License-Identifier: Apache-2.0

public import HoldfastTraining

/// One evaluation of a run: its moment and the step after which it was made.
public struct RunEvaluation: Sendable, Hashable {
    /// Names the evaluation's shard, for `during` together with the step.
    public var moment: EvaluationMoment
    /// The step after which it was made: 0 for `before`, the last one for `after`.
    public var step: Int

    /// Names an evaluation, whether or not it has been made.
    public init(_ moment: EvaluationMoment, step: Int) {
        self.moment = moment
        self.step = step
    }

    /// `before`, `after`, or `during-000010`.
    var name: String {
        switch moment {
        case .before, .after: moment.rawValue
        case .during: "\(moment.rawValue)-\(RunDirectory.padded(step))"
        }
    }

    /// Whether a shard of this name is from before a resume point, so that the continued run does not make it again.
    /// - Parameter steps: steps of the whole run.
    static func isKept(_ name: String, at point: ResumePoint, of steps: Int) -> Bool {
        switch name {
        case EvaluationMoment.before.rawValue: return point.step > 0
        case EvaluationMoment.after.rawValue: return point.step == steps && point.evaluated
        default:
            guard let step = Int(name.split(separator: "-").last ?? "") else { return true }
            return step < point.step || (step == point.step && point.evaluated)
        }
    }
}
