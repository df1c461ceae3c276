// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What can be asked for before a dialogue begins.
public enum ForecastKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Whether the user takes another value where its own is not to be had.
    case fallback
    /// Whether it tells what it keeps to itself, when asked.
    case secret
    /// Whether it tells a fact that it may tell, when asked.
    case identifier
    /// How many things it asks.
    case questions
    /// In how many lines it ends the dialogue.
    case lines
}

extension ProbePlan {
    /// The forecasts to ask for in a scenario, each at most once. One about a fact is left out where the persona has no such fact that an
    /// agent can ask for; of several, the scenario's seed draws one.
    public func forecasts(in scenario: Scenario, lexicon: Lexicon) -> [ProbeQuestion] {
        var asked: [Forecast] = []
        for kind in forecasts {
            guard let forecast = kind.forecast(in: scenario, lexicon: lexicon), !asked.contains(forecast) else { continue }
            asked.append(forecast)
        }
        return asked.map { ProbeQuestion(attribute: $0.attribute, text: $0.question, kind: .forecast) }
    }
}

extension ForecastKind {
    fileprivate func forecast(in scenario: Scenario, lexicon: Lexicon) -> Forecast? {
        switch self {
        case .fallback: .acceptsOther
        case .secret: fact(.secret, of: scenario, lexicon: lexicon)
        case .identifier: fact(.shared, of: scenario, lexicon: lexicon)
        case .questions: .questions
        case .lines: .lines
        }
    }

    private func fact(_ visibility: Visibility, of scenario: Scenario, lexicon: Lexicon) -> Forecast? {
        var stream = RandomKey(seed: scenario.seed ^ StableHash.of(ProbeKind.forecast.rawValue), purpose: .probe).stream
        return stream.pick(lexicon.askable(scenario.persona.attributes(visibility))).map(Forecast.tells)
    }
}
