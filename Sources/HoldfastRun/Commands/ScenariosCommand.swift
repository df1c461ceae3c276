// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment

/// `holdfast scenarios`.
public struct ScenariosCommand: Sendable {
    var split: String
    var count: Int
    var domains: [String]
    var seed: UInt64
    var output: String

    /// - Parameters:
    ///   - split: `train`, `validation` or `test`.
    ///   - count: how many, at least 1.
    ///   - domains: drawn from in turn; empty for all that are bundled.
    ///   - seed: what they follow from.
    ///   - output: scenario file to write.
    public init(split: String, count: Int, domains: [String], seed: UInt64, output: String) {
        self.split = split
        self.count = count
        self.domains = domains
        self.seed = seed
        self.output = output
    }

    /// Makes the scenarios and writes them, one JSON object a line. The folder of the file is made where it is missing.
    /// - Throws: `usage` for an unknown split, domain or number, and what writing throws.
    public func run() throws {
        guard let split = Split(rawValue: split) else {
            throw HoldfastError(.usage, "--split must be one of \(Split.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard count > 0 else { throw HoldfastError(.usage, "--count must be 1 or more") }
        let catalog = try DomainCatalog.bundled(seed: seed)
        if let unknown = domains.first(where: { catalog.service($0) == nil }) {
            throw HoldfastError(.usage, "--domains names `\(unknown)`, which is unknown; known are \(catalog.domains.joined(separator: ", "))")
        }
        let scenarios = try ScenarioGenerator(seed: seed, catalog: catalog)
            .scenarios(split: split, count: count, domains: domains.isEmpty ? nil : domains)
        try FileSystem.makeFolder(above: output)
        try JSONLines.write(scenarios, to: output)
        try Output.write("\(scenarios.count) scenarios of \(split.rawValue) in \(output)")
    }
}
