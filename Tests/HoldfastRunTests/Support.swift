// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastRun

/// Runs a body with a fresh folder that is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-run-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

/// Runs a body with a fresh folder that is removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-run-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// A Python to check our files with the programs that people read them with.
struct Python {
    let path: String

    /// One that can import a module: of HOLDFAST_PYTHON, else of the path.
    static func having(_ module: String) -> Python? {
        let named = ProcessInfo.processInfo.environment["HOLDFAST_PYTHON"]
        return [named, "/usr/bin/env"].compactMap(\.self).map(Python.init).first { (try? $0.run("import \(module); print(1)")) == "1" }
    }

    func run(_ program: String, _ arguments: String...) throws -> String {
        let (status, output, errors) = try launch(path, (path == "/usr/bin/env" ? ["python3"] : []) + ["-c", program] + arguments)
        struct Failure: Error { var text: String }
        guard status == 0 else { throw Failure(text: errors) }
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Runs a program to its end.
func launch(_ path: String, _ arguments: [String], in folder: String? = nil) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let output = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)").path
    // Files and not pipes: a program that writes much to both would wait for a reader.
    for name in [output + ".out", output + ".err"] { try Data().write(to: URL(fileURLWithPath: name)) }
    defer { for name in [output + ".out", output + ".err"] { try? FileManager.default.removeItem(atPath: name) } }
    process.standardOutput = FileHandle(forWritingAtPath: output + ".out")
    process.standardError = FileHandle(forWritingAtPath: output + ".err")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: name)), as: UTF8.self) }
    return (process.terminationStatus, try text(output + ".out"), try text(output + ".err"))
}
