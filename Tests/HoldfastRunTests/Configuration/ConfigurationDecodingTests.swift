// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastRun
import Testing

private enum Mode: String, Codable, CaseIterable, Sendable { case careful, quick }

private struct Sample: Codable, Sendable, Equatable {
    struct Trainer: Codable, Sendable, Equatable {
        var learningRate = 0.001
        var groupSize = 4
        var mode = Mode.careful
        var clip: Double?
        var limit: Int?
        var note: String?
        var on = true
    }

    var trainer = Trainer()
    var weights = ["drift/prompt_to_line": 1.0]
    var names = ["a", "b"]
    var seed: UInt64 = 7
    var other = Other()

    struct Other: Codable, Sendable, Equatable { var vocabularySize = 512 }
}

private func load(_ yaml: String, _ overrides: [String] = []) throws -> Sample {
    try LoadedConfiguration(yaml: yaml, name: "test.yaml", overrides: overrides, defaults: Sample()).value
}

@Suite("Strict configuration")
struct ConfigurationDecodingTests {
    @Test("takes the defaults for what is left out")
    func defaults() throws {
        #expect(try load("") == Sample())
        #expect(try load("trainer:\n") == Sample())
        #expect(try load("# nothing but a comment") == Sample())
    }

    @Test("reads values of every type in snake case")
    func values() throws {
        let read = try load(
            """
            trainer:
              learning_rate: 3e-4
              group_size: 8
              mode: quick
              clip: 0.2
              limit: 5
              note: "12"
              on: false
            weights:
              user/validity: 2
            names: [c]
            seed: 18446744073709551615
            """)
        var expected = Sample()
        expected.trainer = Sample.Trainer(learningRate: 3e-4, groupSize: 8, mode: .quick, clip: 0.2, limit: 5, note: "12", on: false)
        expected.weights["user/validity"] = 2
        expected.names = ["c"]
        expected.seed = .max
        #expect(read == expected)
    }

    @Test("overrides of the command line win, with dashes or underscores")
    func overrides() throws {
        let read = try load("trainer: {group_size: 8}", ["trainer.group-size=16", "trainer.clip=0.1", "names=[x, y]", "trainer.note=a=b"])
        #expect(read.trainer.groupSize == 16)
        #expect(read.trainer.clip == 0.1)
        #expect(read.names == ["x", "y"])
        #expect(read.trainer.note == "a=b")
    }

    @Test(
        "names file, line, key path and what to do",
        arguments: [
            ("trainer:\n  learning_rat: 1", "test.yaml:2: unknown key `trainer.learning_rat`; did you mean `learning_rate`?"),
            ("trainer:\n  learningRate: 1", "test.yaml:2: unknown key `trainer.learningRate`; did you mean `learning_rate`?"),
            ("trainr: {}", "test.yaml:1: unknown key `trainr`; did you mean `trainer`?"),
            ("\ntrainer:\n  vocabulary_size: 3", "test.yaml:3: unknown key `trainer.vocabulary_size`; did you mean `other.vocabulary_size`?"),
            ("other:\n  zzzzzzzz: 3", "test.yaml:2: unknown key `other.zzzzzzzz`; known here: vocabulary_size"),
            ("trainer:\n  group_size: many", "test.yaml:2: trainer.group_size must be a whole number, found `many`"),
            ("trainer:\n  group_size: 1.5", "test.yaml:2: trainer.group_size must be a whole number, found `1.5`"),
            ("trainer:\n  group_size: \"3\"", "test.yaml:2: trainer.group_size must be a whole number, found `3`"),
            ("seed: -1", "test.yaml:1: seed must be a whole number of 0 or more, found `-1`"),
            ("trainer:\n  learning_rate: .nan", "test.yaml:2: trainer.learning_rate must be a finite number, found `.nan`"),
            ("trainer:\n  learning_rate: inf", "test.yaml:2: trainer.learning_rate must be a finite number, found `inf`"),
            ("trainer:\n  on: yes", "test.yaml:2: trainer.on must be true or false, found `yes`"),
            ("trainer:\n  mode: fast", "test.yaml:2: trainer.mode must be one of careful, quick, found `fast`"),
            ("trainer: 3", "test.yaml:1: trainer must be a mapping of keys, found `3`"),
            ("names: a", "test.yaml:1: names must be a list, found `a`"),
            ("names:\n  - a\n  - [b]", "test.yaml:3: names.1 must be text, found a list"),
            ("seed:", "test.yaml:1: seed must be a whole number of 0 or more, found nothing"),
            ("- a\n- b", "test.yaml:1: a configuration is a mapping of sections, found a list"),
            ("seed: 1\nseed: 2", "test.yaml:1: the key `seed` stands here and again further down in the same mapping; keep one of them"),
            ("trainer:\n  group_size: [1", "test.yaml:3: this is not YAML: did not find expected ',' or ']'"),
        ])
    func messages(yaml: String, message: String) throws {
        let error = try #require(throws: HoldfastError.self) { try load(yaml) }
        #expect(error.message == message)
        #expect(error.code == .configuration)
    }

    @Test("an override that is wrong says so")
    func wrongOverrides() throws {
        #expect(try #require(throws: HoldfastError.self) { try load("", ["seed"]) }.code == .usage)
        let error = try #require(throws: HoldfastError.self) { try load("", ["trainer.grup_size=1"]) }
        #expect(error.message == "command line: unknown key `trainer.grup_size`; did you mean `group_size`?")
    }

    @Test("a missing file is one line")
    func missingFile() throws {
        let error = try #require(throws: HoldfastError.self) {
            try LoadedConfiguration(files: ["/nowhere/a.yaml"], defaults: Sample())
        }
        #expect(error.message == "there is no configuration file /nowhere/a.yaml")
        #expect(error.code == .configuration)
    }

    @Test("knows where a value came from")
    func origins() throws {
        let loaded = try LoadedConfiguration(
            yaml: "trainer:\n  group_size: 1", name: "a.yaml", overrides: ["seed=3"], defaults: Sample())
        #expect(loaded.origin(of: "trainer.group_size") == .file("a.yaml", line: 2))
        #expect(loaded.origin(of: "seed") == .commandLine)
        #expect(loaded.origin(of: "trainer.learning_rate") == .defaults)
        #expect(loaded.invalid("trainer.group_size", "must be at least 2").message == "a.yaml:2: trainer.group_size must be at least 2")
    }
}

@Suite("Resolved configuration")
struct ResolvedConfigurationTests {
    @Test("what was written reads back as the same configuration")
    func roundTrip() throws {
        var sample = Sample()
        sample.trainer.clip = 0.25
        sample.weights["x/y"] = 1e-9
        let written = try ResolvedConfiguration(sample)
        #expect(try load(written.values.page) == sample)
        #expect(written.values["trainer"]?["limit"] == .null)
    }

    @Test("the digest follows the values and not the file they stood in")
    func digest() throws {
        let first = try ResolvedConfiguration(try load("seed: 9\nnames: [a, b]"))
        let second = try ResolvedConfiguration(try load("names: [a, b]", ["seed=9"]))
        let third = try ResolvedConfiguration(try load("seed: 10"))
        #expect(first.digest == second.digest)
        #expect(first.digest != third.digest)
        #expect(third.differences(from: first) == ["seed is 9 there and 10 here"])
    }
}
