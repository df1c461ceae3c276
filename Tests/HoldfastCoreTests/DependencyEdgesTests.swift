// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The rules of docs/design.md, section 1.
struct DependencyEdgesTests {
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/edges.txt")

    @Test func `the targets' edges are the committed ones, and keep the rules`() throws {
        let package = try PackageDescriptionDump.load()
        let committed = try String(contentsOf: Self.fixture, encoding: .utf8).split(separator: "\n").map(String.init)
        let added = Set(package.edges).subtracting(committed)
        let removed = Set(committed).subtracting(package.edges)
        #expect(
            added.isEmpty && removed.isEmpty,
            "new: \(added.sorted()), gone: \(removed.sorted()); if that is meant, change \(Self.fixture.lastPathComponent) in the same commit")

        #expect(package.dependencies(of: "HoldfastCore").isEmpty)
        let models: Set<String> = [
            "HoldfastModels", "HoldfastEngine", "HoldfastServers", "HoldfastServing", "HoldfastEnvironment", "HoldfastRewards",
            "HoldfastTraining",
        ]
        #expect(package.closure(of: "HoldfastAnalysis").isDisjoint(with: models), "analysis needs no model")
        /// Who may name what, tests aside.
        let reserved: [String: Set<String>] = [
            "HoldfastEngine": ["HoldfastRun", "HoldfastServing", "holdfast-bench"], "HoldfastServers": ["HoldfastRun"],
            "HoldfastServing": ["HoldfastRun"], "HoldfastTinkerProtocol": ["HoldfastServers", "HoldfastServing"],
            "AsyncHTTPClient": ["HoldfastServers"], "Hummingbird": ["HoldfastServing"],
            "HoldfastTrajectories": ["HoldfastRun", "HoldfastAnalysis"], "CHDF5": ["HoldfastTrajectories"], "CDeflate": ["HoldfastTrajectories"],
            "CHoldfastKernels": ["HoldfastEngine"], "HoldfastTesting": [], "HoldfastRun": ["holdfast"],
        ]
        for target in package.targets where target.type != "test" {
            for dependency in target.dependencies {
                guard let allowed = reserved[dependency.name] else { continue }
                #expect(allowed.contains(target.name), "\(target.name) may not depend on \(dependency.name)")
            }
        }
        #expect(package.targets.contains { $0.name == "HoldfastRun" }, "the whole package was looked at")
    }

    @Test func `sources import only what their target may`() throws {
        let sources = PackageDescriptionDump.repository.appendingPathComponent("Sources")
        let reserved =
            [
                "CHDF5": ["HoldfastTrajectories"], "CDeflate": ["HoldfastTrajectories"], "CHoldfastKernels": ["HoldfastEngine"],
                "AsyncHTTPClient": ["HoldfastServers"], "Hummingbird": ["HoldfastServing"], "NIOCore": ["HoldfastServers", "HoldfastServing"],
                "NIOHTTP1": ["HoldfastServers", "HoldfastServing"], "HTTPTypes": ["HoldfastServing"], "Logging": ["HoldfastServing"],
                "HummingbirdCore": ["HoldfastServing"], "HummingbirdTLS": ["HoldfastServing"], "NIOHTTPTypes": ["HoldfastServing"],
                "NIOSSL": ["HoldfastServing"], "ServiceLifecycle": ["HoldfastServing"], "UnixSignals": ["HoldfastServing"],
                "CoreMetrics": ["HoldfastServing"],
            ] as [String: Set<String>]
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.allObjects ?? []
        var seen = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let target = file.path.dropFirst(sources.path.count + 1).prefix { $0 != "/" }
            seen += 1
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                guard let match = line.wholeMatch(of: /(?:@\w+ )*(?:(\w+) )?import (?:(?:struct|class|enum|func) )?(\w+)(?:\.\w+)?\s*/) else {
                    continue
                }
                let module = String(match.output.2)
                #expect(target != "HoldfastCore" || module == "Synchronization", "\(file.lastPathComponent) imports \(module)")
                guard let owners = reserved[module] else { continue }
                #expect(owners.contains(String(target)), "\(file.lastPathComponent) of \(target) imports \(module)")
                #expect(match.output.1 != "public", "\(file.lastPathComponent) shows \(module) in its signatures")
            }
        }
        #expect(seen > 20)
    }
}
