// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// docs/faults.md names a test in every row; a row without one would be a promise.
struct FaultTableTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `every row of the table of faults names a test that exists`() throws {
        let page = try String(contentsOf: Self.repository.appending(path: "docs/faults.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| fault") }
        #expect(rows.count > 20)
        let tests = Self.repository.appending(path: "Tests")
        let files = (FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)?.allObjects ?? []).compactMap { $0 as? URL }
        for row in rows {
            let name = try #require(row.firstMatch(of: /\| `(\w+)\/([^`|]+)` \|$/), "no test in: \(row)")
            let (suite, test) = (String(name.output.1), String(name.output.2))
            let file = try #require(files.first { $0.lastPathComponent == "\(suite).swift" }, "no file \(suite).swift for: \(row)")
            #expect(try String(contentsOf: file, encoding: .utf8).contains("func `\(test)`("), "no such test: \(suite)/\(test)")
        }
    }
}
