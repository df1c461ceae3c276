// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

extension Population {
    /// Attributes whose pairs are compared at most; the first by their names.
    private static let mostAttributes = 5

    /// How far the joint tables of the personas' attributes are from those of a reference, over all pairs that it has.
    func jointErrors(_ reference: PopulationReference, _ prefix: String, _ title: String, _ draws: ClusterDraws) -> PersonaStatistics {
        let tables = JointTables(self, reference, draws)
        let heading = "\(title): joint tables of the personas' attributes"
        guard !tables.pairs.isEmpty else { return PersonaStatistics(heading, []) }
        let names = tables.pairs.map { "\($0.attributes.0) and \($0.attributes.1)" }.joined(separator: ", ")
        func statistic(_ name: String, _ title: String, _ part: @escaping (JointTableError) -> Double) -> PersonaStatistic {
            PersonaStatistic(
                name: "\(prefix)joint/\(name)", title: title, target: .zero, personas: people.personas.count, observations: people.personas.count,
                note: names + peopleNote, bounds: 0...(.infinity)
            ) { weights in tables.mean(weights, part) }
        }
        return PersonaStatistics(
            heading,
            [
                statistic("total_variation", "total variation, mean over pairs", \.totalVariation),
                statistic("total_absolute", "people in a wrong cell, counted twice, mean over pairs", \.totalAbsolute),
                statistic("root_mean_square", "root mean squared error of a cell's share", \.rootMeanSquare),
                statistic("information", "difference of the mutual information, nats, mean over pairs", \.informationDifference),
            ])
    }

    /// The tables of all pairs of attributes, as functions of the personas' weights.
    private struct JointTables {
        struct Pair {
            let attributes: (Attribute, Attribute)
            let shape: (Int, Int)
            let places: [[Int]?]
            /// The reference's own personas, or its fixed table.
            let known: (places: [[Int]?], fixed: [[Double]])
        }

        let pairs: [Pair]

        init(_ population: Population, _ reference: PopulationReference, _ draws: ClusterDraws) {
            switch reference {
            case .episodes(let other, _):
                let axes = population.axes(among: Array(other.people.personas.values)).prefix(Population.mostAttributes)
                pairs = axes.indices.flatMap { first in
                    axes[(first + 1)...].map { second in
                        let both = [axes[first], second]
                        return Pair(
                            attributes: (both[0].attribute, both[1].attribute), shape: (both[0].labels.count, both[1].labels.count),
                            places: population.places(on: both, draws), known: (other.places(on: both, draws), []))
                    }
                }
            case .figures(let figures):
                pairs = (figures.tables ?? []).map { table in
                    let rows = table.cells.keys.sorted()
                    let columns = Set(table.cells.values.flatMap(\.keys)).sorted()
                    let both = [
                        AttributeAxis(Attribute(table.attributes[0]), labels: rows), AttributeAxis(Attribute(table.attributes[1]), labels: columns),
                    ]
                    let none = [Double](repeating: 0, count: columns.count + 1)
                    return Pair(
                        attributes: (both[0].attribute, both[1].attribute), shape: (rows.count + 1, columns.count + 1),
                        places: population.places(on: both, draws),
                        known: ([], rows.map { row in columns.map { table.cells[row]?[$0] ?? 0 } + [0] } + [none]))
                }
            }
        }

        /// The mean of an error over the pairs; nil where one has nobody.
        func mean(_ weights: [Double], _ part: (JointTableError) -> Double) -> Double? {
            var sum = 0.0
            for pair in pairs {
                let known = pair.known.fixed.isEmpty ? table(pair.known.places, pair.shape, weights) : pair.known.fixed
                guard let error = JointTableError(table(pair.places, pair.shape, weights), reference: known) else { return nil }
                sum += part(error)
            }
            return sum / Double(pairs.count)
        }

        private func table(_ places: [[Int]?], _ shape: (Int, Int), _ weights: [Double]) -> [[Double]] {
            var table = [[Double]](repeating: [Double](repeating: 0, count: shape.1), count: shape.0)
            for (place, weight) in zip(places, weights) where weight > 0 {
                if let place { table[place[0]][place[1]] += weight }
            }
            return table
        }
    }
}
