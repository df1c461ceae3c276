// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// With an empty scenario file, and without a corpus folder, a key that was set was named instead of the one that was not.
@Suite struct EmptyScenarioFileTests {
    private func message(_ change: (inout ScenariosSection) -> Void) throws -> String {
        var configuration = RunConfiguration()
        configuration.scenarios.source = .multiwoz
        change(&configuration.scenarios)
        let error = try #require(throws: HoldfastError.self) { try SimulatedWorld(configuration).requireEvaluation() }
        #expect(error.code == .configuration)
        return error.message
    }

    @Test func theCorpusIsNamed() throws {
        #expect(try message { $0.trainFile = "a.jsonl" }.hasPrefix("scenarios.corpus is not set; name the corpus folder"))
    }

    @Test(.enabled(if: ImportIntoAMissingFolderTests.hasCorpus, "needs the MultiWOZ copy in ../shared/data/multiwoz-2.1-convlab2"))
    func theFileIsNamed() throws {
        try withFolder { folder in
            let file = "\(folder)/empty.jsonl"
            try FileSystem.write("", to: file)
            let message = try message {
                $0.corpus = ImportIntoAMissingFolderTests.corpus
                $0.trainFile = file
            }
            #expect(message.hasPrefix("\(file) gives no validation scenario"))
        }
    }
}
