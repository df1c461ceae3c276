// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastTesting
import Testing

private let python = PythonInterpreter.find(importing: "json")

@Suite(.enabled(if: python != nil, "needs a Python; set HOLDFAST_PYTHON"))
struct PythonInterpreterTests {
    @Test func `a script gets arguments and input, and its output comes back`() throws {
        let script = "import sys; print(sys.argv[1], sys.stdin.read(), 'x' * 200000)"
        let output = try #require(python).run(script, arguments: ["a b"], input: "é")
        #expect(output == "a b é " + String(repeating: "x", count: 200_000) + "\n")
    }

    @Test func `a failing script throws what it complained about`() throws {
        let python = try #require(python)
        let error = #expect(throws: HoldfastError.self) { try python.run("raise ValueError('no such thing')") }
        #expect(error?.message.contains("no such thing") == true)
    }

    @Test func `no Python has a module that does not exist`() {
        #expect(PythonInterpreter.find(importing: "json", "holdfast_no_such_module") == nil)
    }
}
