// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore
import Testing

@testable import HoldfastTrajectories

/// What docs/exports.md shows is what is written, and the programs that it shows run.
@Suite struct ExportDocumentationTests {
    private static let names: [ExportFormat: String] = [.minari: "datasets", .robomimic: "robomimic.hdf5", .tauBench: "tau-bench.json"]

    @Test(arguments: [ExportFormat.chat, .sft, .promptCompletion, .preferences, .kto, .tauBench])
    func `the row that is shown has the keys of a row that is written`(format: ExportFormat) throws {
        try withTemporaryFolder { folder in
            try export(format, in: folder)
            let text = try String(contentsOf: folder.appending(path: name(format)), encoding: .utf8)
            let rows = format == .tauBench ? try AnyJSON(parsing: Array(text.utf8)).array ?? [] : try ExportFixture.rows(name(format), in: folder)
            let shown = try AnyJSON(parsing: Array(try #require(try blocks(of: format).json, "no row is shown").utf8))
            #expect(keys(of: shown) == rows.reduce(into: Set()) { $0.formUnion(keys(of: $1)) })
        }
    }

    @Test(.enabled(if: ConsumerPython.minari != nil, "needs the environment `minari`; scripts/clients minari makes it"))
    func `the lines on minari run`() throws {
        #expect(try output(of: .minari) == "Hello, what day? -> a train on Monday, bitte 1.0 True\nHello, what day? -> hi 0.5 True")
    }

    @Test(.enabled(if: ConsumerPython.robomimic != nil, "needs the environment `robomimic`; scripts/clients robomimic makes it"))
    func `the lines on robomimic run`() throws {
        #expect(try output(of: .robomimic).contains("4 (1, 256) (1, 2)"))
    }

    @Test(.enabled(if: ConsumerPython.anyPython != nil, "needs a python3")) func `the lines on tau-bench run`() throws {
        #expect(try output(of: .tauBench) == "[1.0, 1.0]")
    }

    @Test(
        .enabled(if: ConsumerPython.trl != nil, "needs the environment `trl`; scripts/clients trl makes it"),
        arguments: [
            (.chat, "2 1 s-1\n['system', 'user', 'assistant', 'user', 'assistant']"),
            (.sft, "True {'role': 'assistant', 'content': 'danke, tschüß 🚲 ###STOP###'}"),
            (.promptCompletion, "4 user [{'role': 'assistant', 'content': 'a train on Monday, bitte'}]"),
            (.preferences, "1 a train on Monday, bitte | hi"), (.kto, "1 good of 2\nHello, what day? a train on Monday, bitte True"),
        ] as [(ExportFormat, String)])
    func `the lines on rows run`(format: ExportFormat, expected: String) throws {
        #expect(try output(of: format) == expected)
    }

    private func output(of format: ExportFormat) throws -> String {
        try withTemporaryFolder { folder in
            try export(format, in: folder)
            let python =
                switch format {
                case .minari: ConsumerPython.minari
                case .robomimic: ConsumerPython.robomimic
                case .tauBench: ConsumerPython.anyPython
                default: ConsumerPython.trl
                }
            let program = try #require(try blocks(of: format).python, "no program is shown")
            #expect(program.split(separator: "\n").count == 5, "it is called five lines")
            let quiet = python == ConsumerPython.trl ? ConsumerPython.quietDatasets : ""
            return try ConsumerPython.run(python, quiet + program, in: folder)
        }
    }

    private func export(_ format: ExportFormat, in folder: URL) throws {
        let group = [try ExportFixture.episode(), try ExportFixture.episode(rollout: 1, reward: 0.5, lines: ["hi", "no"])]
        _ = try ExportFixture.export([group], as: format, in: folder, to: name(format))
    }

    private func name(_ format: ExportFormat) -> String { Self.names[format] ?? "\(format.rawValue).jsonl" }

    /// The example row and the program that stand behind the marker of a format.
    private func blocks(of format: ExportFormat) throws -> (json: String?, python: String?) {
        let page = try String(contentsOf: packageFolder.appending(path: "docs/exports.md"), encoding: .utf8)
        let parts = page.components(separatedBy: "<!-- export-example: \(format.rawValue) -->")
        #expect(parts.count == 2, "docs/exports.md has \(parts.count - 1) examples of \(format.rawValue)")
        let section = parts.last?.components(separatedBy: "\n## ")[0].components(separatedBy: "\n### ")[0] ?? ""
        func block(_ language: String) -> String? {
            section.components(separatedBy: "```\(language)\n").dropFirst().first?.components(separatedBy: "\n```").first
        }
        return (block("json"), block("python"))
    }

    /// The paths of keys, without those of names that depend on what was scored.
    private func keys(of value: AnyJSON, path: String = "") -> Set<String> {
        switch value {
        case .object(let members):
            path.hasSuffix("metrics")
                ? [path] : members.reduce(into: Set()) { $0.formUnion(keys(of: $1.value, path: "\(path)/\($1.key)")) }.union([path])
        case .array(let items): items.reduce(into: [path]) { $0.formUnion(keys(of: $1, path: path + "[]")) }
        default: [path]
        }
    }
}
