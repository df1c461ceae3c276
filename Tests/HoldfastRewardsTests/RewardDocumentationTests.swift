// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastRewards
import Testing

@Suite struct RewardDocumentationTests {
    @Test func `the page on rewards names every part`() throws {
        let repository = URL(fileURLWithPath: #filePath).pathComponents.dropLast(3).joined(separator: "/")
        let page = try String(contentsOfFile: "\(repository)/docs/rewards.md", encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        for component in RewardComponent.allCases {
            #expect(rows.contains { $0.split(separator: "|").first?.contains("`\(component.rawValue)`") == true }, "\(component)")
        }
    }
}
