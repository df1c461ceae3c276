// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// Which fact is asked for again and again.
public enum RegeneratedFact: String, Sendable, Hashable, Codable, CaseIterable {
    /// One that the persona may tell.
    case shared
    /// One that it keeps to itself.
    case secret
    /// One that neither persona nor goal say anything about: the simulator has to make it up, once.
    case unspecified
}

/// Where to draw several answers to one question, each with its own random key.
///
/// Source: the regeneration experiment of Shanahan et al. (Nature 2023), played with facts of a simulated user.
public struct RegenerationPlan: Hashable, Sendable, Codable {
    /// After which user lines to ask, counted from 1; empty asks nothing.
    public var afterUserTurns: [Int] = []
    /// Answers at each place, within `sampleRange`.
    public var samples = 8
    /// Which facts to ask for, each once per place.
    public var facts: [RegeneratedFact] = [.secret]

    /// A plan that asks nothing.
    public init() {}

    /// A plan of eight answers about the secret each time, unless told otherwise.
    public init(afterUserTurns: [Int], samples: Int = 8, facts: [RegeneratedFact] = [.secret]) {
        self.afterUserTurns = afterUserTurns
        self.samples = samples
        self.facts = facts
    }

    /// Fewer answers than four cannot show that more than half of all would agree.
    public static let sampleRange = 4...256
}

/// Where to sample what the simulator says without its persona.
///
/// Source: the convergence to replies without persona of arXiv:2512.12775. The reply is drawn beside the line that was said, in the same
/// dialogue: only the prompt differs.
public struct CounterfactualPlan: Hashable, Sendable, Codable {
    /// Beside which user lines, counted from 1; empty samples none.
    public var lines: [Int] = []
    /// What the simulator reads in place of persona and goal. It names the seat, so that the reply is one of a user.
    public var prompt = "You are a customer."

    /// A plan that samples nothing.
    public init() {}

    /// A plan beside these user lines.
    public init(lines: [Int]) { self.lines = lines }
}

extension ProbePlan {
    /// The questions to draw several answers to, at every place the same: attribute and wording follow from the scenario's seed alone.
    public func regenerations(in scenario: Scenario, lexicon: Lexicon) -> [ProbeQuestion] {
        var asked: [ProbeQuestion] = []
        for fact in regeneration.facts {
            let seed = scenario.seed ^ StableHash.of("\(ProbeKind.regeneration.rawValue)/\(fact.rawValue)")
            var stream = RandomKey(seed: seed, purpose: .probe).stream
            guard let attribute = stream.pick(fact.attributes(of: scenario, lexicon: lexicon)), !asked.contains(where: { $0.attribute == attribute }),
                let text = stream.pick(lexicon.requests(for: attribute))
            else { continue }
            asked += (0..<regeneration.samples).map {
                ProbeQuestion(attribute: attribute, text: text, kind: .regeneration, sample: $0)
            }
        }
        return asked
    }
}

extension RegeneratedFact {
    fileprivate func attributes(of scenario: Scenario, lexicon: Lexicon) -> [Attribute] {
        switch self {
        case .shared: return lexicon.askable(scenario.persona.attributes(.shared))
        case .secret: return lexicon.askable(scenario.persona.attributes(.secret))
        case .unspecified:
            let specified = Set(scenario.ledger.values.keys).union(scenario.persona.declared.map(\.name))
            return lexicon.askable(lexicon.attributes.map(\.attribute).filter { !specified.contains($0) })
        }
    }
}
