// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastTrajectories

@Suite struct DocumentationTests {
    @Test func everyColumnIsDocumentedWithItsKind() throws {
        var columns = ShardColumns()
        var listing: [String] = []
        try columns.exchange { group in ColumnListing(group: group) { listing.append($0) } }
        try expect(listing, in: "docs/trajectories.md")
    }

    @Test func everyColumnOfScoresIsDocumentedWithItsKind() throws {
        var columns = ScoreFileColumns()
        var listing: [String] = []
        try columns.exchange { group in ColumnListing(group: group) { listing.append($0) } }
        try expect(listing, in: "docs/offline.md")
    }

    private func expect(_ listing: [String], in page: String) throws {
        let text = try String(contentsOf: packageFolder.appending(path: page), encoding: .utf8)
        let documented = text.split(separator: "\n").compactMap { line -> String? in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 4, cells[0].hasPrefix("`"), cells[0].contains("/") else { return nil }
            return "\(cells[0].dropFirst().dropLast()) \(cells[1])"
        }
        #expect(documented.sorted() == listing.sorted())
        #expect(Set(listing).count == listing.count)
    }
}
