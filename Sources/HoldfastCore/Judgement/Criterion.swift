// SPDX-License-Identifier: Apache-2.0

/// What verdicts are about: the values of `Verdict.criterion`, each in this one place.
public enum Criterion {
    /// Does a user line agree with persona and goal?
    public static let promptToLine = "prompt_to_line"
    /// Does a user line agree with all earlier own lines?
    public static let lineToLine = "line_to_line"
    /// Was a probe answered right?
    public static let questionAndAnswer = "qa"
    /// Is a user line a line of a user at all?
    public static let validity = "validity"
    /// Was the decision to stop right?
    public static let stop = "stop"
    /// Does a user line speak from the user's seat, and from no other? Without a model stored where it fails.
    public static let role = "role"
    /// Does a user line say something that the user has not said before? Stored where it fails.
    public static let selfRepetition = "self_repetition"
    /// Does a user line keep the user's secrets? Stored where it fails.
    public static let leakage = "leakage"
    /// Does a user line claim only what somebody gave? Stored where it fails.
    public static let fabrication = "fabrication"
    /// Does a user line fit its own persona better than those of others?
    public static let contrast = "contrast"
    /// Did what the user foretold of itself come true?
    public static let forecast = "forecast"
    /// Has a component of the kind come to a status (task, requirement, preference), or kept it (profile, policy)?
    public static func goal(_ kind: ComponentKind) -> String { "goal_\(kind.rawValue)" }
    /// Whether verdicts on the criterion are about components of the goal.
    public static func isOfGoal(_ criterion: String) -> Bool { criterion.hasPrefix("goal_") && ofGoals.contains(criterion) }

    private static let ofGoals = Set(ComponentKind.allCases.map(goal))
}
