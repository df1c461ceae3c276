// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastAnalysis
import HoldfastCore
import Testing

@testable import HoldfastRun

@Suite struct GateFileTests {
    @Test func `A file with every key is read as it stands`() throws {
        let yaml = """
            version: 1
            runs: [runs/good, runs/better]
            min_personas: 30
            rules:
              - metric: drift/prompt_to_line
                min: 0.94
                use: value
                min_personas: 5
                note: why
              - {metric: stop/premature, max: 0.4, max_drop: 0.1, max_rise: 0}
            """
        let expected = GateThresholds(
            runs: ["runs/good", "runs/better"], minPersonas: 30,
            rules: [
                GateRule("drift/prompt_to_line", min: 0.94, use: .value, minPersonas: 5, note: "why"),
                GateRule("stop/premature", max: 0.4, maxDrop: 0.1, maxRise: 0),
            ])
        #expect(try GateFile.parse(yaml, name: "gates.yaml") == expected)
    }

    @Test func `What a proposal writes is read back`() throws {
        let thresholds = GateThresholds(
            runs: ["runs/it's \"odd\"\n\u{7}\u{2028}é"], minPersonas: 3,
            rules: [GateRule("a: b #", min: 1e-9, max: 0.125, maxDrop: 0, maxRise: 1_234_560, use: .high, minPersonas: 2, note: "\\ 'x' \u{85}")])
        #expect(try GateFile.parse(thresholds.yaml, name: "gates.yaml") == thresholds)
    }

    @Test(arguments: [
        ("version: 1\nrules: [{metric: a, mim: 1}]", "gates.yaml:2: unknown key `rules.0.mim`; did you mean `min`?"),
        ("version: 1\nrule: []", "gates.yaml:2: unknown key `rule`; did you mean `rules`?"),
        ("version: 1\nrules:\n  - metric: a\n    min: 1\n    max-drop: 2", "gates.yaml:5: unknown key `rules.0.max-drop`; did you mean `max_drop`?"),
        ("rules: [{metric: a, min: 1}]", "version is missing"), ("version: 1", "rules is missing"),
        ("version: 2\nrules: [{metric: a, min: 1}]", "gates.yaml:1: version is 2; this build reads version 1"),
        ("version: 1\nrules: []", "gates.yaml:2: rules is empty"), ("version: 1\nrules: [{min: 1}]", "rules.0.metric is missing"),
        ("version: 1\nrules:\n  - metric: a\n  - metric: b\n    min: 1", "gates.yaml:3: rules.0 asks nothing of a"),
        ("version: 1\nrules:\n  - metric: a\n    min: .nan", "gates.yaml:4: rules.0.min must be a finite number"),
        ("version: 1\nrules:\n  - metric: a\n    min: nan", "gates.yaml:4: rules.0.min must be a finite number"),
        ("version: 1\nrules:\n  - metric: a\n    min: \"0.5\"", "gates.yaml:4: rules.0.min must be a finite number"),
        ("version: 1\nrules:\n  - metric: a\n    min: 1\n    use: middle", "gates.yaml:5: rules.0.use must be one of low, value, high"),
        ("version: 1\nrules:\n  - metric: a\n    max_drop: -1", "gates.yaml:4: rules.0.max_drop is -1.0"),
        ("- 1", "gates.yaml:1: a configuration is a mapping"), ("a: [", "this is not YAML"), ("", "version is missing"),
    ])
    func `What cannot be carried out is one error with its place`(yaml: String, message: String) {
        let error = #expect(throws: HoldfastError.self) { try GateFile.parse(yaml, name: "gates.yaml") }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `The example is a file that can be carried out`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        #expect(try !GateFile.read(folder.appending(path: "configs/gates.yaml").path).rules.isEmpty)
    }
}
