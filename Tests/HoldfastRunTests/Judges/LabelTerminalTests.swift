// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards
import HoldfastTesting
import Testing

@testable import HoldfastRun

/// The built program on a pseudo-terminal, as a person uses it.
struct LabelTerminalTests {
    private static let python = PythonInterpreter.find(importing: "termios")

    /// Presses keys, each when the screen has come that it answers, and tells status, screen and whether the terminal is as it was.
    private static let script = """
        import json, os, signal, subprocess, sys, termios
        program, items, keys, ending = sys.argv[1:]
        master, slave = os.openpty()
        before = termios.tcgetattr(slave)
        child = subprocess.Popen(
            [program, "judge", "label", "--items", items, "--rater", "ann"], stdin=slave, stdout=slave, stderr=slave)
        seen = b""
        def screens(count):
            global seen
            while seen.count(b"q quit") < count:
                seen += os.read(master, 4096)
        for number, key in enumerate(keys):
            screens(number + 1)
            os.write(master, key.encode())
        screens(len(keys) + 1)
        during = termios.tcgetattr(slave)
        if ending == "term":
            child.send_signal(signal.SIGTERM)
        else:
            os.write(master, ending.encode())
        status = child.wait()
        after = termios.tcgetattr(slave)
        os.set_blocking(master, False)
        try:
            while part := os.read(master, 4096): seen += part
        except BlockingIOError: pass
        print(json.dumps({"status": status, "raw": during != before, "restored": after == before, "screen": seen.decode("utf-8", "replace")}))
        """

    private struct Outcome: Decodable {
        var status: Int32
        var raw: Bool
        var restored: Bool
        var screen: String
    }

    private func run(_ items: String, keys: String, ending: String) async throws -> Outcome {
        let python = try #require(Self.python)
        let program = try #require(Program.path)
        let text = try await python.runBeside(Self.script, arguments: [program, items, keys, ending])
        return try JSONDecoder().decode(Outcome.self, from: Data(text.utf8))
    }

    @Test(.enabled(if: python != nil && Program.path != nil, "needs the built program, and a Python with termios"))
    func `labels survive quitting, Ctrl-C and a signal, and the next session goes on`() async throws {
        try await withFolder { folder in
            let path = "\(folder)/items.jsonl"
            try JSONLines.write((0..<6).map { LabelSessionTests.item("item \($0)", line: "line number \($0)") }, to: path)
            let first = try await run(path, keys: "pfu", ending: "q")
            #expect(
                first.status == 0 && first.raw && first.restored && first.screen.contains("line number 1") && first.screen.contains("labelled 1 of 6")
            )
            let second = try await run(path, keys: "fa", ending: "\u{3}")
            #expect(second.status == 0 && second.restored && second.screen.contains("labelled 3 of 6"))
            #expect(!second.screen.contains("line number 0"))
            let third = try await run(path, keys: "p", ending: "term")
            #expect(third.status == ExitStatus.interrupted && third.raw && third.restored)
            let labels = try CalibrationItemFile(path: path).items.map { $0.labels.map(\.outcome) }
            #expect(labels == [[.pass], [.fail], [.abstain], [.pass], [], []])
        }
    }

    @Test(.enabled(if: Program.path != nil, "needs the built program")) func `without a terminal there is one clear error`() throws {
        try withFolder { folder in
            let path = "\(folder)/items.jsonl"
            try JSONLines.write([LabelSessionTests.item("a")], to: path)
            let (status, output, errors) = try Program.run(["judge", "label", "--items", path, "--rater", "ann"])
            #expect(status == ExitStatus.usage && output.isEmpty && errors.contains("needs a terminal"))
            #expect(errors.split(separator: "\n").count == 1)
            #expect(try Program.run(["judge", "label", "--items", path, "--rater", " "]).errors.contains("--rater needs a name"))
        }
    }
}
