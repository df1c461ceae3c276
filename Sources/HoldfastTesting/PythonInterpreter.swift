// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// A Python that has the packages a comparison needs: the reference implementations our files are checked against.
public struct PythonInterpreter: Sendable, Hashable {
    /// Path of the executable.
    public let path: String

    /// Looks at `HOLDFAST_PYTHON` if it is set, else at the environment that `scripts/test` makes and at `python3`.
    /// - Parameter modules: modules it must be able to import.
    /// - Returns: the first that can, or nil: the test should then be skipped, and say so.
    public static func find(importing modules: String...) -> PythonInterpreter? {
        candidates.lazy.map(PythonInterpreter.init).first { python in
            (try? python.run("import " + (["sys"] + modules).joined(separator: ", "))) != nil
        }
    }

    /// The environment of that name which `scripts/clients` makes, or the one in the folder that `HOLDFAST_CLIENTS` names.
    /// - Returns: nil where it is not there: the test should then be skipped, and say so.
    public static func client(_ name: String) -> PythonInterpreter? {
        let given = ProcessInfo.processInfo.environment["HOLDFAST_CLIENTS"] ?? ""
        let path = (given.isEmpty ? ".build/clients" : given) + "/\(name)/bin/python"
        return FileManager.default.isExecutableFile(atPath: path) ? PythonInterpreter(path: path) : nil
    }

    private static var candidates: [String] {
        let environment = ProcessInfo.processInfo.environment
        if let given = environment["HOLDFAST_PYTHON"], !given.isEmpty { return [given] }
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return ([".build/python/bin/python"] + folders.map { $0 + "/python3" }).filter(FileManager.default.isExecutableFile(atPath:))
    }

    /// Runs a script and waits for its end.
    /// - Parameters:
    ///   - script: the program text.
    ///   - arguments: `sys.argv[1:]`.
    ///   - input: what it reads from standard input.
    ///   - environment: added to this process' own.
    /// - Returns: what it wrote to standard output.
    /// - Throws: `file` with the end of its standard error where it cannot be started or exits with another status than 0.
    @discardableResult
    public func run(_ script: String, arguments: [String] = [], input: String = "", environment: [String: String] = [:]) throws -> String {
        // Files and not pipes: a full pipe would stop a process that nobody reads from yet.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-python-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func stream(_ name: String, _ content: String = "") throws -> URL {
            let file = folder.appendingPathComponent(name)
            try Data(content.utf8).write(to: file)
            return file
        }
        let program = try stream("script.py", script)
        let output = try stream("output")
        let errors = try stream("errors")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [program.path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: stream("input", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        do {
            try process.run()
        } catch {
            throw HoldfastError(.file, "cannot start the Python \(path); set HOLDFAST_PYTHON to one that runs", cause: error)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let complaint = String(decoding: try Data(contentsOf: errors), as: UTF8.self).suffix(2000)
            throw HoldfastError(.file, "\(path) ended with status \(process.terminationStatus): \(complaint)")
        }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}

extension PythonInterpreter {
    /// The same on a thread that tasks do not need, for scripts that talk to this process: `run` blocks its thread until they end.
    public func runBeside(
        _ script: String, arguments: [String] = [], input: String = "", environment: [String: String] = [:]
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try run(script, arguments: arguments, input: input, environment: environment) })
            }
        }
    }
}
