// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// The parts a reward is composed of, by the names they have in a configuration.
public enum RewardComponent: String, Sendable, Codable, CaseIterable {
    /// Share of lines that agree with persona and goal.
    case promptToLine = "prompt_to_line"
    /// Line-to-line consistency under the `min` formula.
    case lineToLine = "line_to_line"
    /// Share of open probes answered right.
    case questionAndAnswer = "qa"
    /// Share of probes with options answered right, corrected for guessing; not below 0.
    case choice = "qa_choice"
    /// How far answers agree that are drawn anew for the same question at the same place.
    case commitment
    /// Share of the user's forecasts of itself that came true.
    case forecast
    /// 1 - how much the lines are like those said without a persona.
    case ownVoice = "own_voice"
    /// How much better the claims fit the own persona than others', from -1...1 moved to 0...1.
    case contrast
    /// Share of the persona's facts that no line contradicted.
    case profile = "goal_profile"
    /// Share of the rules that every line obeyed.
    case policy = "goal_policy"
    /// Share of the errands that were done, or blocked after the user did its part.
    case task = "goal_task"
    /// Share of the applying requirements that were met: values stated, answers learned or at least asked for.
    case requirement = "goal_requirement"
    /// Share of the applying preferences that were expressed.
    case preference = "goal_preference"
    /// The decision to stop.
    case stop
    /// Share of valid lines.
    case validity
    /// Distinct-2 of the episode.
    case diversity
    /// Goal success over all kinds, each kind by its weight, paid as progress turn by turn.
    case progress
    /// The published reward of goal alignment, paid by level: what is aligned pays again each turn. For comparison.
    case level = "goal_level"
    /// Share of lines that speak from the user's seat.
    case role
    /// 1 - how much the lines speak like an assistant.
    case assistantLikeness = "assistant_likeness"
    /// Share of lines that do not mostly repeat what the user said before.
    case selfRepetition = "self_repetition"
    /// Share of lines that tell no secret.
    case leakage
    /// Share of lines that claim nothing that nobody gave.
    case fabrication
    /// How the number of lines fits a reference distribution, against the other dialogues of the same step.
    case length

    /// Whether its verdicts are about single lines, so that a line can be at fault. Probes are answered in forks, and a missed stop is
    /// missed on no line in particular.
    public var judgesLines: Bool {
        switch self {
        case .promptToLine, .lineToLine, .validity, .role, .selfRepetition, .leakage, .fabrication: true
        default: false
        }
    }

    /// Whether it can only be had for the dialogues of a step together.
    public var isOfABatch: Bool { self == .length }

    /// The kind of goal component it is about, where it is about one.
    public var kind: ComponentKind? {
        switch self {
        case .profile: .profile
        case .policy: .policy
        case .task: .task
        case .requirement: .requirement
        case .preference: .preference
        default: nil
        }
    }
}

/// One component of one episode: its value, and how the value spreads over the user's turns.
public struct RewardPart: Hashable, Sendable {
    /// Which component it is.
    public var component: RewardComponent
    /// From 0 to 1; that of a component of a batch may be any number.
    public var value: Double
    /// One share per user turn; they add up to `value`.
    public var shares: [Double]
    /// One per user turn, true where that very line failed; nil for a component that judges no line.
    public var faults: [Bool]?

    /// A part of a reward; shares and faults follow the order of the user's turns.
    public init(_ component: RewardComponent, value: Double, shares: [Double], faults: [Bool]? = nil) {
        self.component = component
        self.value = value
        self.shares = shares
        self.faults = faults
    }
}
