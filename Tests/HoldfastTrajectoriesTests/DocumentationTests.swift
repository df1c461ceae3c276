// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastTrajectories

@Suite struct DocumentationTests {
    @Test func everyColumnIsDocumentedWithTypeShapeAndUnit() throws {
        var columns = ShardColumns()
        var masks = MaskFileColumns()
        var listing: [String] = []
        try columns.exchange { group in ColumnListing(group: group) { listing.append($0) } }
        try masks.exchange { group in ColumnListing(group: group) { listing.append($0) } }
        try expect(listing, in: "docs/trajectories.md")
    }

    @Test func everyColumnOfScoresIsDocumentedWithTypeShapeAndUnit() throws {
        var columns = ScoreFileColumns()
        var listing: [String] = []
        try columns.exchange { group in ColumnListing(group: group) { listing.append($0) } }
        try expect(listing, in: "docs/offline.md")
    }

    @Test func everyVersionIsDocumented() throws {
        let text = try String(contentsOf: packageFolder.appending(path: "docs/trajectories.md"), encoding: .utf8)
        for version in ShardSchema.history {
            let older = version.inOlderShards.isEmpty ? "-" : version.inOlderShards
            #expect(text.contains("| \(version.number) | \(version.brought) | \(older) |"), "version \(version.number)")
        }
    }

    private func expect(_ listing: [String], in page: String) throws {
        let text = try String(contentsOf: packageFolder.appending(path: page), encoding: .utf8)
        let documented = text.split(separator: "\n").compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, cells[0].hasPrefix("`"), cells[0].contains("/") else { return nil }
            #expect(cells.allSatisfy { !$0.isEmpty }, "\(line)")
            #expect(cells[2].hasPrefix("(") && cells[2].hasSuffix(",)") && cells[2].contains("+1") == (cells[1] == "offsets"), "\(line)")
            return "\(cells[0].dropFirst().dropLast()) \(cells[1])"
        }
        #expect(documented.sorted() == listing.sorted())
        #expect(Set(listing).count == listing.count)
    }
}
