// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

@Suite("Seeds of the results command")
struct ResultsSeedsTests {
    private func numbers(_ seeds: String) throws -> [UInt64] {
        try ResultsCommand(sources: ConfigurationSources(files: []), seeds: seeds, output: "", report: nil, json: false).numbers()
    }

    @Test("come in the order they were named")
    func order() throws {
        #expect(try numbers("3,1,2") == [3, 1, 2])
        #expect(try numbers("18446744073709551615") == [.max])
    }

    @Test(
        "that cannot be carried out are named",
        arguments: [("1,1", "names 1 twice"), ("4,02,2", "names 2 twice"), ("1,x", "`x` is none"), ("1,-2", "`-2` is none"), (",", "names no seed")])
    func refused(seeds: String, mention: String) throws {
        let error = try #require(throws: HoldfastError.self) { try numbers(seeds) }
        #expect(error.code == .usage)
        #expect(error.message.contains(mention), "\(error.message)")
    }
}
