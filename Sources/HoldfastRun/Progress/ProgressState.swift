// SPDX-License-Identifier: Apache-2.0

import HoldfastAnalysis

/// What the progress display knows, and the lines it shows: a pure value.
public struct ProgressState: Sendable, Hashable {
    /// Number of the last finished step; 0 before the first.
    public private(set) var step: Int
    /// Steps of the whole run.
    public let steps: Int
    /// What is being done, such as `simulating` or `evaluating`.
    public var activity = ""
    private var reward: Double?
    private var contradictions: [Double?] = []
    private var secondsPerStep: Double?

    /// - Parameter step: the step the run continues from; 0 for a new one.
    public init(step: Int = 0, steps: Int) {
        self.step = step
        self.steps = steps
    }

    /// Takes a finished step.
    /// - Parameters:
    ///   - contradiction: share of user lines that contradict persona or goal, or nil where no judge could say.
    ///   - seconds: what the step took; smoothed for the estimate of what is left.
    public mutating func finish(step: Int, reward: Double?, contradiction: Double?, seconds: Double) {
        self.step = step
        self.reward = reward
        contradictions.append(contradiction)
        secondsPerStep = secondsPerStep.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
    }

    /// One line for a log.
    public var line: String {
        "step \(step)/\(steps)  reward \(number(reward))  contradictions \(percent(contradictions.last ?? nil))"
            + (secondsPerStep.map { "  \(fixed($0, 1)) s/step" } ?? "") + (step < steps ? "  left \(remaining)" : "")
    }

    /// The lines of the live display, each at most `width` characters.
    public func lines(width: Int) -> [String] {
        let room = max(10, min(40, width - 30))
        let done = steps == 0 ? room : min(room, step * room / steps)
        let bar = String(repeating: "━", count: done) + String(repeating: "─", count: room - done)
        return [
            "step \(step)/\(steps) \(bar) left \(remaining)",
            "reward \(number(reward))   contradictions \(percent(contradictions.last ?? nil)) \(Sparkline.draw(contradictions, width: room))",
            activity,
        ].map { String($0.prefix(max(1, width))) }
    }

    private var remaining: String {
        guard let secondsPerStep else { return "?" }
        let seconds = Int((secondsPerStep * Double(steps - step)).rounded(.up))
        return seconds < 100 ? "\(seconds) s" : "\((seconds + 30) / 60) min"
    }

    private func number(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "-" }
    private func percent(_ value: Double?) -> String { value.map { "\(fixed(100 * $0, 1)) %" } ?? "-" }
}
