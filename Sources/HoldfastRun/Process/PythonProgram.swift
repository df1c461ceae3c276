// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Python whose packages read our files; nothing of ours needs one.
struct PythonProgram: Sendable {
    let path: String

    /// The one named by HOLDFAST_PYTHON, else the first `python3` of the search path.
    static func found(environment: [String: String] = Terminal.environment) -> PythonProgram? {
        if let named = environment["HOLDFAST_PYTHON"], !named.isEmpty { return PythonProgram(path: named) }
        return (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/python3" }
            .first { access($0, X_OK) == 0 }.map(PythonProgram.init)
    }

    /// The versions of the packages that can be imported, and of Python itself under `python`.
    func versions(of packages: [String]) -> [String: String] {
        let program = """
            import sys, importlib.metadata as m
            print("python", sys.version.split()[0])
            for name in sys.argv[1:]:
                try: print(name, m.version(name))
                except m.PackageNotFoundError: pass
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-c", program] + packages
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return [:] }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let pairs = text.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.count == 2 }
        return Dictionary(pairs.map { (String($0[0]), String($0[1])) }) { first, _ in first }
    }
}
