// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// Shares of a style as functions of the personas' weights: of episodes, or of published figures, whose numbers are fixed.
struct StyleNumbers {
    /// A share of the lines.
    let share: (StyleShare) -> (([Double]) -> Double?)?
    /// Mean success of the dialogues.
    let success: (([Double]) -> Double?)?

    init(_ population: Population, _ draws: ClusterDraws) {
        share = { share in
            let (above, below) = (population.column(.share(share, .all), draws), population.column(.lines(.all), draws))
            return { PersonaStatistic.quotient(of: above, over: below, $0) }
        }
        let (above, below) = (population.column(.success, draws), population.column(.rated, draws))
        success = below.contains { $0 > 0 } ? { PersonaStatistic.quotient(of: above, over: below, $0) } : nil
    }

    init(_ figures: PopulationFigures) {
        share = { share in figures.shares?[share.rawValue].map { value in { _ in value } } }
        success = figures.shares?[PopulationFigures.success].map { value in { _ in value } }
    }
}

extension Population {
    /// Everybody that any of the tables has.
    var clusters: [ClusterKey] { style.clusters + people.clusters }

    /// A column by persona, in the order of the weights.
    func column(_ column: StyleColumn, _ draws: ClusterDraws) -> [Double] {
        draws.clusters.map { cluster in style[cluster].map { $0[$0.startIndex + column.place] } ?? 0 }
    }

    /// What each persona has of a distribution, without the empty categories, in the order of the weights.
    func rows(of distribution: StyleDistribution, _ draws: ClusterDraws) -> [[(category: Int, count: Double)]] {
        let range = distribution.start..<distribution.start + distribution.labels.count
        return draws.clusters.map { cluster in
            guard let row = style[cluster] else { return [] }
            return range.compactMap { column in
                let count = row[row.startIndex + column]
                return count > 0 ? (column - range.lowerBound, count) : nil
            }
        }
    }

    /// Levels of the lines' style.
    func styleLevels(_ draws: ClusterDraws) -> PersonaStatistics {
        let lines = column(.lines(.all), draws)
        let dialogues = column(.dialogues, draws)
        var statistics = [
            PersonaStatistic.ratio("population/words", title: "words per line", column(.words(.all), draws), over: lines),
            .ratio("population/lines", title: "lines per dialogue", lines, over: dialogues),
        ]
        statistics += StyleShare.allCases.map {
            .ratio("population/\($0.rawValue)", title: $0.title, column(.share($0, .all), draws), over: lines)
        }
        statistics.append(
            .ratio("population/success", title: "goal success", target: .one, column(.success, draws), over: column(.rated, draws)))
        return PersonaStatistics("Style of the users' lines", statistics)
    }

    /// How the values of each attribute spread over the personas: how far from even.
    func attributeLevels(_ draws: ClusterDraws) -> PersonaStatistics {
        PersonaStatistics(
            "Personas simulated: attributes, divergence from an even spread",
            axes(among: Array(people.personas.values)).map { axis in
                let places = places(on: [axis], draws)
                let width = axis.labels.count - 1
                return PersonaStatistic(
                    name: "population/attribute/\(axis.attribute)/from_uniform", title: "\(axis.attribute), \(width) values",
                    personas: places.count { ($0?[0]).map { $0 < width } ?? false }, observations: people.personas.count,
                    note: "in nats, at most \(fixed(Entropy.plugIn([Double](repeating: 1, count: width)) ?? 0, 2))" + peopleNote,
                    bounds: 0...(.infinity)
                ) { weights in
                    var counts = [Double](repeating: 0, count: width)
                    for (place, weight) in zip(places, weights) {
                        if let place = place?[0], place < width { counts[place] += weight }
                    }
                    return DistributionDistance.fromUniform(counts)
                }
            })
    }

    /// Where each persona of the weights stands on some axes; nil for those that are not of this population.
    func places(on axes: [AttributeAxis], _ draws: ClusterDraws) -> [[Int]?] {
        draws.clusters.map { cluster in people.personas[cluster].map { persona in axes.map { $0.place(of: persona) } } }
    }

    /// The axes of all attributes that have one, in the order of their names.
    func axes(among personas: [Persona]) -> [AttributeAxis] {
        Set(personas.lazy.flatMap(\.facts).map(\.attribute)).sorted().compactMap { AttributeAxis($0, of: personas) }
    }

    var peopleNote: String { people.subset.isWhole ? "" : "; over a part of the personas, chosen by their hash" }
}
