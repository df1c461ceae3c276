// SPDX-License-Identifier: Apache-2.0
public import Foundation
import HoldfastCore

/// What a population is held against.
public indirect enum PopulationReference: Sendable {
    /// Other episodes: of people, of another simulator, of another run.
    case episodes(Population, name: String)
    /// Published figures.
    case figures(PopulationFigures)

    /// What it is called.
    public var name: String {
        switch self {
        case .episodes(_, let name): name
        case .figures(let figures): figures.name
        }
    }
}

/// Published figures of a population, as a small JSON file has them; what is not known is left out.
///
/// ```json
/// {"schema": "holdfast/population-reference", "version": 1, "name": "...", "source": "...",
///  "shares": {"polite": 0.153}, "distributions": {"words": {"1": 0.2, "2": 0.8}},
///  "tables": [{"attributes": ["age", "payment"], "cells": {"18-34": {"card": 0.5}, "35+": {"card": 0.2, "cash": 0.3}}}]}
/// ```
public struct PopulationFigures: Hashable, Sendable, Codable {
    /// A joint table of two attributes of the personas.
    public struct Table: Hashable, Sendable, Codable {
        /// The two attributes.
        public var attributes: [String]
        /// Counts or shares by value of the first, then of the second. A value such as `18-34` or `35+` holds all numbers from end to end.
        public var cells: [String: [String: Double]]
    }

    /// `holdfast/population-reference`.
    public var schema: String
    /// Version of the layout, 1.
    public var version: Int
    /// What the population is called.
    public var name: String
    /// Where the figures come from.
    public var source: String
    /// What must be said beside them.
    public var note: String?
    /// Shares of the user's lines by name, `questions`, `polite` and `short`, and `success` of the dialogues; each from 0 to 1.
    public var shares: [String: Double]?
    /// Counts or shares by category, under `words` (per line), `lines` (per dialogue), `openings` and `acts`.
    public var distributions: [String: [String: Double]]?
    /// Joint tables of attributes.
    public var tables: [Table]?

    /// Name of the layout.
    public static let schemaName = "holdfast/population-reference"
    /// The name under which the success of dialogues stands among the shares.
    static let success = "success"

    /// Figures from their JSON form.
    /// - Throws: `.format` where something is missing, unknown or out of range.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch {
            throw HoldfastError(.format, "these are no figures of a population (docs/persona-signal.md has an example)", cause: error)
        }
        if let problem { throw HoldfastError(.format, "the figures of `\(name)`: \(problem)") }
    }

    /// Counts by category; nil where nothing is known.
    func counts(of distribution: StyleDistribution) -> [Double]? {
        distributions?[distribution.rawValue].map { known in distribution.labels.map { known[$0] ?? 0 } }
    }

    private var problem: String? {
        if schema != Self.schemaName || version != 1 { return "schema \(schema) \(version) is unknown; write \(Self.schemaName) 1" }
        let known = StyleShare.allCases.map(\.rawValue) + [Self.success]
        for (name, share) in (shares ?? [:]).sorted(by: { $0.key < $1.key }) {
            if !known.contains(name) { return "unknown share `\(name)`; known: \(known.joined(separator: ", "))" }
            if !(0...1).contains(share) { return "the share `\(name)` is \(share); write a number from 0 to 1" }
        }
        for (name, counts) in (distributions ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let distribution = StyleDistribution(rawValue: name) else {
                return "unknown distribution `\(name)`; known: \(StyleDistribution.allCases.map(\.rawValue).joined(separator: ", "))"
            }
            if let wrong = counts.keys.sorted().first(where: { !distribution.labels.contains($0) }) {
                return "`\(wrong)` is no category of `\(name)`; known: \(distribution.labels.joined(separator: ", "))"
            }
            if let problem = Self.problem(of: Array(counts.values), in: name) { return problem }
        }
        for table in tables ?? [] {
            let name = table.attributes.joined(separator: " and ")
            if Set(table.attributes).count != 2 || table.attributes.count != 2 { return "the table of `\(name)` needs two different attributes" }
            if let problem = Self.problem(of: table.cells.values.flatMap(\.values), in: name) { return problem }
        }
        return nil
    }

    private static func problem(of counts: [Double], in name: String) -> String? {
        guard counts.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return "`\(name)` holds a number below 0" }
        return counts.contains { $0 > 0 } ? nil : "`\(name)` holds nothing above 0"
    }
}
