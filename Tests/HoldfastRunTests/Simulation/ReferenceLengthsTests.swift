// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import Testing

@testable import HoldfastRun

@Suite struct ReferenceLengthsTests {
    private func lengths(_ text: String) throws -> LengthMatching {
        let path = FileManager.default.temporaryDirectory.appending(path: "lengths-\(UUID().uuidString).txt").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileSystem.write(text, to: path)
        return try LengthMatching(file: path)
    }

    @Test func `one number a line`() throws {
        #expect(try lengths("3\n1\n\n 3 \n").reference == [0, 1, 0, 2])
    }

    @Test(arguments: [("4\nfive\n", "line 2 is `five`"), ("-1", "line 1 is `-1`"), ("\n", "no number in it")])
    func `anything else is refused with its line`(text: String, message: String) throws {
        let error = try #require(throws: HoldfastError.self) { try lengths(text) }
        #expect(error.code == .configuration && error.message.hasPrefix("rewards.lengths") && error.message.contains(message))
    }

    @Test func `a weight for length needs the reference`() throws {
        let error = try #require(throws: HoldfastError.self) {
            try ConfigurationSources(files: [], overrides: ["rewards.weights.length=1"]).load()
        }
        #expect(error.message.contains("rewards.lengths must name the lengths of reference dialogues"))
    }
}
