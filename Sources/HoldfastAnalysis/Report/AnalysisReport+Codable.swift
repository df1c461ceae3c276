// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// In JSON the report has one more key, `metrics`: every row by its name, so that a program finds a number without walking the tables.
extension AnalysisReport: Codable {
    private enum Key: String, CodingKey { case schema, version, title, sources, bootstrap, metrics, sections, excerpts, notes }

    /// Reads the form that `encode(to:)` writes; `metrics` is not looked at, since the tables say the same.
    /// - Throws: an error of decoding for another schema or a version that this build does not know.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let schema = try container.decode(String.self, forKey: .schema)
        guard schema == Self.schemaName else {
            throw DecodingError.dataCorruptedError(forKey: .schema, in: container, debugDescription: "this is `\(schema)` and no \(Self.schemaName)")
        }
        let version = try container.decode(Int.self, forKey: .version)
        guard version == Self.schemaVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: container, debugDescription: "version \(version) is not \(Self.schemaVersion), which this build reads")
        }
        self.init(
            title: try container.decode(String.self, forKey: .title), sources: try container.decode([ReportSource].self, forKey: .sources),
            bootstrap: try container.decode(BootstrapPlan.self, forKey: .bootstrap),
            sections: try container.decode([ReportSection].self, forKey: .sections),
            excerpts: try container.decode([EpisodeExcerpt].self, forKey: .excerpts), notes: try container.decode([String].self, forKey: .notes))
    }

    /// Writes the report in its `finite` form.
    public func encode(to encoder: any Encoder) throws {
        let report = finite
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(schema, forKey: .schema)
        try container.encode(version, forKey: .version)
        try container.encode(title, forKey: .title)
        try container.encode(sources, forKey: .sources)
        try container.encode(bootstrap, forKey: .bootstrap)
        try container.encode(Dictionary(uniqueKeysWithValues: report.metrics.map { ($0.name, $0) }), forKey: .metrics)
        try container.encode(report.sections, forKey: .sections)
        try container.encode(excerpts, forKey: .excerpts)
        try container.encode(notes, forKey: .notes)
    }

    /// The report as indented JSON with sorted keys, ending with a line break. Equal reports give equal bytes.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads a report that `json()` wrote.
    /// - Parameter name: what stands for the file in messages.
    /// - Throws: `format` where it is no report of this build's version.
    public init(json: some Sequence<UInt8>, name: String) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch {
            throw HoldfastError(.format, "\(name) is no report that `holdfast analyze --json` or `holdfast compare --json` wrote", cause: error)
        }
    }
}
