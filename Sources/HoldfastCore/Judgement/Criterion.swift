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
}
