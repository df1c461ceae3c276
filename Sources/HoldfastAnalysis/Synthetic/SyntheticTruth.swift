// SPDX-License-Identifier: Apache-2.0

/// What is true of made episodes: the parameters that an analysis of them must find again.
public struct SyntheticTruth: Hashable, Sendable, Codable {
    /// Chance that the first line of a user contradicts its persona, over all personas.
    public var firstRate = 0.02
    /// How much the chance rises in the long run: at line t (from 0) it is `firstRate + rise (1 - exp(-speed t))`.
    public var rise = 0.12
    /// How fast it rises, per line.
    public var speed = 0.35
    /// How unlike personas are: each has the chances times a factor drawn evenly from `1 - spread` to `1 + spread`.
    public var spread = 0.6
    /// Chance per line that the policy is broken, if it was kept so far.
    public var policyHazard = 0.03
    /// Chance that a user stops at the line before everything is done.
    public var premature = 0.12
    /// Chance that a user that has everything done goes on to the limit.
    public var missed = 0.03
    /// Chance per line that a fact is made up.
    public var fabrication = 0.01
    /// Chance that the agent lets the user down in its last errand.
    public var letDown = 0.1

    /// The usual truth.
    public init() {}

    /// The chance of a contradiction on a line, over all personas.
    /// - Parameter exponential: the exponential function.
    func rate(atLine line: Int, exponential: (Double) -> Double) -> Double { firstRate + rise * (1 - exponential(-speed * Double(line))) }
}
