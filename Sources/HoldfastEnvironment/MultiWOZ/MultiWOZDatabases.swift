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
    /// - Throws: `file` where a database of the main domains is missing, `format` naming a file that is there and broken.
    public init(folder: String) throws {
        var rows: [MultiWOZ.Domain: [[String: String]]] = [:]
        for domain in MultiWOZ.Domain.allCases where domain != .taxi {
            let path = "\(folder)/db/\(domain.rawValue)_db.json"
            guard let content = try Self.content(of: path) else {
                if domain == .hospital || domain == .police { continue }
                throw HoldfastError(.file, "cannot read \(path); the MultiWOZ folder must hold db/ with one JSON file per domain")
            }
            guard let entities = content.array?.map(\.object), !entities.contains(nil) else { throw Self.broken(path, "list of entities") }
            rows[domain] = entities.compactMap(\.self).map { Self.row($0, of: domain) }
        }
        rows[.taxi] = Self.taxis(try Self.lists(of: "\(folder)/db/taxi_db.json"))
        self.rows = rows
        ontology = try Self.lists(of: "\(folder)/ontology.json")
    }

    /// The content of a JSON file, or nil where there is none.
    private static func content(of path: String) throws -> AnyJSON? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw HoldfastError(.file, "cannot read \(path); check that it is a file and its rights")
        }
        guard let content = try? JSONDecoder().decode(AnyJSON.self, from: data) else { throw broken(path, "file") }
        return content
    }

    /// The lists of texts of a JSON file, by their names; none where there is no file.
    private static func lists(of path: String) throws -> [String: [String]] {
        guard let content = try content(of: path) else { return [:] }
        guard let lists = content.object, lists.values.allSatisfy({ $0.array != nil }) else { throw broken(path, "object of lists") }
        return lists.mapValues(\.texts)
    }

    private static func broken(_ path: String, _ expected: String) -> HoldfastError {
        HoldfastError(.format, "\(path) is not a JSON \(expected); put the corpus's own file back")
    }

    private static func row(_ entity: [String: AnyJSON], of domain: MultiWOZ.Domain) -> [String: String] {
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
    private static func taxis(_ lists: [String: [String]]) -> [[String: String]] {
        lists["taxi_colors", default: ["black"]].flatMap { colour in
            lists["taxi_types", default: ["toyota"]].map { make in
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
