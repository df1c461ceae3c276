// SPDX-License-Identifier: Apache-2.0

/// Which part of the data a scenario belongs to; decided by hashes of persona and goal, never by position.
public enum Split: String, Sendable, Codable, CaseIterable {
    /// Only `train` is learned from; `validation` and `test` are held out.
    case train, validation, test
}

/// Limits of one episode.
public struct EpisodeLimits: Hashable, Sendable, Codable {
    /// Lines of the user, at most.
    public var userTurns: Int
    /// Tokens of one user line, at most.
    public var tokensPerTurn: Int

    /// Limits of 12 lines with 40 tokens each, unless told otherwise.
    public init(userTurns: Int = 12, tokensPerTurn: Int = 40) {
        self.userTurns = userTurns
        self.tokensPerTurn = tokensPerTurn
    }
}

/// How difficult the scripted agent is.
public struct AgentTemper: Hashable, Sendable, Codable {
    /// Chance per user line that the agent presses a false premise.
    public var falsePremise: Double
    /// Chance per understood value that the agent takes it for another one and repeats it for confirmation.
    public var misunderstanding: Double
    /// Chance that a booking or change fails in the world.
    public var toolFailure: Double

    /// The temper of the bundled scenarios, unless told otherwise; all three are probabilities.
    public init(falsePremise: Double = 0.15, misunderstanding: Double = 0.08, toolFailure: Double = 0.08) {
        self.falsePremise = falsePremise
        self.misunderstanding = misunderstanding
        self.toolFailure = toolFailure
    }
}

/// One situation to simulate: who, what for, against which agent, within which limits, from which seed.
public struct Scenario: Hashable, Sendable, Codable, Identifiable {
    /// Identifier, by which evaluations before and after training are paired.
    public var id: String
    /// Name of the domain whose agent, database and lexicon serve it.
    public var domain: String
    /// Who the user is.
    public var persona: Persona
    /// What the user came for.
    public var goal: UserGoal
    /// How difficult the scripted agent makes it.
    public var temper: AgentTemper
    /// When the episode is cut off.
    public var limits: EpisodeLimits
    /// Which part of the data it belongs to.
    public var split: Split
    /// Seed of everything random on the world's side, so that members of a group meet the same world.
    public var seed: UInt64
    /// Where it comes from, such as `bundled` or `multiwoz`.
    public var source: String

    /// A scenario from its parts; persona, goal and domain are not checked against each other.
    public init(
        id: String, domain: String, persona: Persona, goal: UserGoal, temper: AgentTemper = AgentTemper(),
        limits: EpisodeLimits = EpisodeLimits(), split: Split, seed: UInt64, source: String
    ) {
        self.id = id
        self.domain = domain
        self.persona = persona
        self.goal = goal
        self.temper = temper
        self.limits = limits
        self.split = split
        self.seed = seed
        self.source = source
    }

    /// Whom the dialogue is about, the unit that statistics resample: the persona where it is a person with a name, else the goal.
    public var subject: String { persona["name"] == nil ? goal.id : persona.id }

    /// What is true in this scenario: the persona's facts and the goal's constraints.
    public var ledger: FactLedger { FactLedger(persona: persona, goal: goal) }
}
