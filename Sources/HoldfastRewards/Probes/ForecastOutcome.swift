// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What a user foretold of itself, and what came of it.
public struct ForecastOutcome: Hashable, Sendable {
    /// What was foretold.
    public let forecast: Forecast
    /// What it said; nil where that could not be read.
    public let stated: Double?
    /// What it did; nil where the dialogue did not put it to the test.
    public let realised: Double?

    /// An outcome from its two sides.
    public init(forecast: Forecast, stated: Double?, realised: Double?) {
        self.forecast = forecast
        self.stated = stated
        self.realised = realised
    }

    /// Whether it came true: the two numbers are equal. Nil where one is missing.
    public var cameTrue: Bool? {
        guard let stated, let realised else { return nil }
        return stated == realised
    }

    /// A verdict on the whole dialogue; an abstention where it cannot be told.
    public var verdict: Verdict {
        let told = stated.map { "\($0)" } ?? "nothing that can be read"
        let seen = realised.map { "\($0)" } ?? "nothing that tells"
        return Verdict(
            criterion: Criterion.forecast, outcome: cameTrue.map { $0 ? .pass : .fail } ?? .abstain,
            evidence: "\(forecast.attribute): foretold \(told), did \(seen)", judge: LedgerJudge.identity)
    }

    /// The rank correlation of what was stated with what was realised, over many dialogues; nil where it is not defined.
    ///
    /// Source: belief-behaviour consistency on the individual level (arXiv:2507.02197). Take outcomes of one forecast, or of several on
    /// one scale.
    public static func rankCorrelation(_ outcomes: [ForecastOutcome]) -> Double? {
        RankCorrelation.spearman(
            outcomes.compactMap { outcome in
                guard let stated = outcome.stated, let realised = outcome.realised else { return nil }
                return (stated, realised)
            })
    }
}

extension Episode {
    /// What the user foretold of itself before the dialogue, in the order in which it was asked.
    /// - Parameter reader: reads the user's lines; without one most forecasts cannot be held against them.
    public func forecasts(reader: LineReader?) -> [ForecastOutcome] {
        probes.filter { $0.kind == .forecast }.compactMap { probe in
            Forecast(attribute: probe.attribute).map {
                ForecastOutcome(forecast: $0, stated: $0.stated(in: probe.answer), realised: $0.realised(in: self, reader: reader))
            }
        }
    }
}
