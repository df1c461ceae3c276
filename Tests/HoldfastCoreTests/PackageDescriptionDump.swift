// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The package as `swift package dump-package` describes it.
struct PackageDescriptionDump: Decodable {
    struct Target: Decodable {
        struct Dependency: Decodable {
            var name: String

            init(from decoder: any Decoder) throws {
                // {"byName": ["HoldfastCore", null]} or {"product": ["GRDB", "GRDB.swift", null, null]}
                let kinds = try decoder.singleValueContainer().decode([String: [Part]].self)
                guard let name = kinds.values.first?.first?.text else {
                    throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "a dependency without a name"))
                }
                self.name = name
            }

            /// A name, or something else that is not of interest.
            private struct Part: Decodable {
                var text: String?
                init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
            }
        }
        var name: String
        var type: String
        var dependencies: [Dependency]
    }
    var targets: [Target]

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Asks the package manager. With a scratch folder of its own, because the running tests may hold the lock of the usual one.
    static func load() throws -> PackageDescriptionDump {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-package-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let output = scratch.appendingPathComponent("package.json")
        try Data().write(to: output)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--disable-sandbox", "--package-path", repository.path, "--scratch-path", scratch.path, "dump-package",
        ]
        var environment = ProcessInfo.processInfo.environment
        environment["HOLDFAST_ONLY"] = nil
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescriptionDump.self, from: Data(contentsOf: output))
    }

    /// One line per edge, `A -> B`, sorted.
    var edges: [String] {
        targets.flatMap { target in target.dependencies.map { "\(target.name) -> \($0.name)" } }.sorted()
    }

    func dependencies(of name: String) -> Set<String> {
        Set(targets.first { $0.name == name }?.dependencies.map(\.name) ?? [])
    }

    /// Everything a target is built from.
    func closure(of name: String) -> Set<String> {
        var reached: Set<String> = []
        var open = dependencies(of: name)
        while let next = open.popFirst() {
            if reached.insert(next).inserted { open.formUnion(dependencies(of: next)) }
        }
        return reached
    }
}
