// SPDX-License-Identifier: Apache-2.0

extension GateReport {
    /// The verdicts as JUnit XML, which schedulers read: the thresholds file is a suite, each threshold a test case.
    ///
    /// Elements and attributes are those that the schema of Jenkins' xUnit plugin (junit-10) knows.
    public var junit: String {
        let failures = verdicts.count { !$0.isMet }
        let counts = ("\(verdicts.count)", "\(failures)")
        let properties = (runs.map { ("threshold-run", $0) } + subjects.map { ("run", $0) } + (baseline.map { [("baseline", $0)] } ?? []))
            .map { Markup.element("property", ["name": $0.0, "value": $0.1]) }
        let suite = Markup.element(
            "testsuite", ["name": thresholds, "tests": counts.0, "failures": counts.1, "errors": "0", "time": "0"],
            [.element("properties", [:], properties)] + verdicts.map(Self.testcase))
        let root = Markup.element(
            "testsuites", ["name": "holdfast gate", "tests": counts.0, "failures": counts.1, "errors": "0", "time": "0"], suite)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.source + "\n"
    }

    private static func testcase(_ verdict: GateVerdict) -> Markup {
        let name = "\(verdict.metric) \(verdict.bound.words)"
        var said = "\(verdict.title): \(verdict.estimateText.isEmpty ? "no number" : verdict.estimateText)"
        if let personas = verdict.personas { said += ", \(personas) personas" }
        if !verdict.note.isEmpty { said += "\n\(verdict.note)" }
        let commands = verdict.episodes.map { "look at: \($0.command)" }
        var content: [Markup] = []
        if !verdict.isMet {
            content.append(
                .element("failure", ["message": verdict.why, "type": "threshold"], .text(([verdict.why] + commands).joined(separator: "\n"))))
        }
        content.append(.element("system-out", [:], .text(said)))
        // Rules may ask the same twice; the number tells them apart.
        return .element("testcase", ["classname": "gate.rule\(verdict.rule + 1)", "name": name, "time": "0"], content)
    }
}
