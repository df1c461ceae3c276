// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastRun

/// Scenarios that differ in their goal alone.
private func scenario(_ day: String, _ split: Split) -> Scenario {
    Scenario(
        id: "on-\(day)", domain: "train", persona: Persona(facts: [Fact("name", "anna weber")], policy: []),
        goal: UserGoal(intents: ["book_train"], constraints: [Fact("day", day)], components: []), split: split, seed: 1, source: "test")
}

@Suite("Scenario files")
struct ScenarioFilesTests {
    @Test("one file for both purposes is divided by split, however it is named")
    func oneFile() throws {
        try withFolder { folder in
            let file = "\(folder)/all.jsonl"
            try JSONLines.write([scenario("monday", .train), scenario("friday", .test), scenario("sunday", .train)], to: file)
            for files in [
                ScenarioFiles(training: file, evaluation: ""), ScenarioFiles(training: "", evaluation: file),
                ScenarioFiles(training: file, evaluation: file),
            ] {
                #expect(try files.scenarios(.train, count: 9).map(\.id) == ["on-monday", "on-sunday"])
                #expect(try files.scenarios(.train, count: 1).map(\.id) == ["on-monday"])
                #expect(try files.scenarios(.test, count: 9).map(\.id) == ["on-friday"])
            }
        }
    }

    @Test("of two files each is taken whole, but no goal of the training file is evaluated on")
    func twoFiles() throws {
        try withFolder { folder in
            let files = ScenarioFiles(training: "\(folder)/train.jsonl", evaluation: "\(folder)/evaluation.jsonl")
            try JSONLines.write([scenario("monday", .train), scenario("friday", .test)], to: files.training)
            try JSONLines.write([scenario("friday", .test), scenario("sunday", .train)], to: files.evaluation)
            #expect(try files.scenarios(.train, count: 9).map(\.id) == ["on-monday", "on-friday"])
            #expect(try files.scenarios(.test, count: 9).map(\.id) == ["on-sunday"])
        }
    }

    @Test("lines may end with a carriage return")
    func carriageReturns() throws {
        try withFolder { folder in
            let file = "\(folder)/all.jsonl"
            try JSONLines.write([scenario("monday", .train), scenario("friday", .train)], to: file)
            try FileSystem.write(try FileSystem.text(file).replacing("\n", with: "\r\n"), to: file)
            #expect(try ScenarioFiles(training: file, evaluation: "").scenarios(.train, count: 9).count == 2)
        }
    }
}
