// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// The corpus's entity databases as rows with canonical columns and values.
public struct MultiWOZDatabases: Sendable {
    /// One row per entity. Columns are the slots' attribute names without the domain's prefix; unknown values are left out.
    public let rows: [MultiWOZ.Domain: [[String: String]]]
    /// Kinds of cuisine and other closed lists beyond what the databases hold, by `<domain>-<slot>` as in `ontology.json`.
    public let ontology: [String: [String]]

    /// Reads `<folder>/db/*_db.json` and `<folder>/ontology.json`. A missing ontology, taxi, hospital or police file is an empty one.
    /// - Throws: `file` where a database of the main domains is missing, `format` where one is not a JSON list of entities.
    public init(folder: String) throws {
        var rows: [MultiWOZ.Domain: [[String: String]]] = [:]
        for domain in MultiWOZ.Domain.allCases where domain != .taxi {
            let path = "\(folder)/db/\(domain.rawValue)_db.json"
            guard let data = FileManager.default.contents(atPath: path) else {
                if domain == .hospital || domain == .police { continue }
                throw HoldfastError(.file, "cannot read \(path); the MultiWOZ folder must hold db/ with one JSON file per domain")
            }
            guard let entities = (try? JSONDecoder().decode(JSONValue.self, from: data))?.array else {
                throw HoldfastError(.format, "\(path) is not a JSON list of entities")
            }
            rows[domain] = entities.compactMap(\.object).map { Self.row($0, of: domain) }
        }
        rows[.taxi] = Self.taxis(folder: folder)
        self.rows = rows
        let data = FileManager.default.contents(atPath: "\(folder)/ontology.json")
        let ontology = data.flatMap { try? JSONDecoder().decode(JSONValue.self, from: $0) }?.object ?? [:]
        self.ontology = ontology.mapValues(\.texts)
    }

    private static func row(_ entity: [String: JSONValue], of domain: MultiWOZ.Domain) -> [String: String] {
        var row: [String: String] = [:]
        for (key, value) in entity {
            guard let slot = MultiWOZ.slot(domain, key: key), let text = value.text, let known = MultiWOZValue.canonical(text, of: slot) else {
                continue
            }
            row[slot.column] = known
        }
        return row
    }

    /// Every colour with every make. The corpus draws a telephone number per ride; here each car has its own.
    private static func taxis(folder: String) -> [[String: String]] {
        let data = FileManager.default.contents(atPath: "\(folder)/db/taxi_db.json")
        let lists = data.flatMap { try? JSONDecoder().decode(JSONValue.self, from: $0) }?.object ?? [:]
        return (lists["taxi_colors"]?.texts ?? ["black"]).flatMap { colour in
            (lists["taxi_types"]?.texts ?? ["toyota"]).map { make in
                let car = "\(colour) \(make)"
                return ["car_type": car, "phone": "07" + String(StableHash.of(car) % 900_000_000 + 100_000_000)]
            }
        }
    }

    /// The values a column holds, sorted.
    func values(_ domain: MultiWOZ.Domain, _ column: String) -> [String] {
        Set((rows[domain] ?? []).compactMap { $0[column] }).sorted()
    }
}

extension MultiWOZ.Slot {
    /// The attribute without its domain: the database's column.
    public var column: String { String(attribute.rawValue.dropFirst(domain.rawValue.count + 1)) }
}
