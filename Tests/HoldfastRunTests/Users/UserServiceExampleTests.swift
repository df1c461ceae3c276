// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTesting
import Testing

private let python = PythonInterpreter.find(importing: "openai")
private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite(
    .enabled(if: python != nil, "needs a Python with the package openai; scripts/test makes one"),
    .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct UserServiceExampleTests {
    @Test func `the example of the documentation runs as it stands`() async throws {
        let page = try String(contentsOf: root.appending(path: "docs/user-service.md"), encoding: .utf8)
        let example = try #require(
            page.firstMatch(of: /<!-- user-example:start -->\n```python\n((?:.*\n)*?)```\n<!-- user-example:end -->/)
        ).output.1
        try await withFolder { folder in
            let users = "\(folder)/new/users.jsonl"
            let made = try Program.run(["scenarios", "--split", "test", "--count", "3", "--out", users])
            #expect(made.status == 0 && made.output.hasPrefix("3 scenarios of test in "), "\(made.errors)")
            let serving = try ServingProgram(simulator: root.appending(path: "checkpoints/base").path, name: "base", options: ["--scenarios", users])
            let output = try await #require(python).runBeside(String(example).replacing("http://127.0.0.1:8000", with: serving.url))
            #expect(serving.stop(with: SIGTERM) == 0)
            #expect(output.contains("   told {") && output.contains("left to do [") && output.contains("'component': "), "\(output)")
        }
    }

    @Test(
        arguments: [
            (["scenarios", "--split", "all", "--out", "x.jsonl"], "--split must be one of"),
            (["scenarios", "--count", "0", "--out", "x.jsonl"], "--count"),
            (["scenarios", "--domains", "airline", "--out", "x.jsonl"], "known are phone, shop, train"),
            (["serve", "--simulator", "x", "--stop-policy", "never"], "--stop-policy must be one of simulator, goal"),
            (["serve", "--simulator", "x", "--scenarios", "/nowhere/users.jsonl"], "/nowhere/users.jsonl"),
        ] as [([String], String)])
    func `what cannot be carried out is one line that names the option`(arguments: [String], mention: String) throws {
        let (status, _, errors) = try Program.run(arguments)
        #expect(status != 0 && errors.contains(mention) && errors.split(separator: "\n").count == 1, "\(errors)")
    }

    @Test func `two scenarios of one identifier are refused`() throws {
        try withFolder { folder in
            let users = "\(folder)/users.jsonl"
            try Program.run(["scenarios", "--count", "1", "--out", users])
            let line = try String(contentsOfFile: users, encoding: .utf8)
            try (line + line).write(toFile: users, atomically: true, encoding: .utf8)
            let (status, _, errors) = try Program.run(["serve", "--simulator", "x", "--scenarios", users])
            #expect(status != 0 && errors.contains("two scenarios of the identifier"), "\(errors)")
        }
    }
}
