// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTesting

/// Servers of others with a tiny random model, for tests that talk to them.
///
/// They need environments that `scripts/clients llama transformers` makes and scripts in `../shared/servers`, and seconds to start, so tests
/// with them run with `HOLDFAST_SLOW=1` alone.
enum OtherServers {
    enum Kind: String, Sendable {
        /// llama-cpp-python's server, one request at a time.
        case llama
        /// `transformers serve`.
        case transformers
    }

    static let scripts = "../shared/servers"

    static func canRun(_ kind: Kind) -> Bool {
        ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" && PythonInterpreter.client(kind.rawValue) != nil && maker != nil
            && FileManager.default.fileExists(atPath: "\(scripts)/make_tiny.py")
    }

    /// A Python that makes the model.
    private static let maker = PythonInterpreter.client("transformers") ?? PythonInterpreter.client("tinker-0.38.0")

    /// Makes a model, serves it on a free port as long as the body runs, and removes it.
    static func serving<Result>(_ kind: Kind, _ body: (_ url: String) async throws -> Result) async throws -> Result {
        guard let maker, let python = PythonInterpreter.client(kind.rawValue) else { throw HoldfastError(.file, "there is no environment \(kind)") }
        let folder = FileManager.default.temporaryDirectory.appending(path: "holdfast-tiny-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func run(_ script: String, with python: PythonInterpreter, _ arguments: String...) throws {
            try python.run(
                "import runpy, sys; runpy.run_path(sys.argv.pop(1), run_name='__main__')", arguments: ["\(scripts)/\(script)"] + arguments)
        }
        try run("make_tiny.py", with: maker, folder)
        let port = try ServerProcess.freePort()
        let address = ["--host", "127.0.0.1", "--port", "\(port)"]
        let server: ServerProcess
        switch kind {
        case .llama:
            try run("make_gguf.py", with: python, folder, "\(folder)/tiny.gguf")
            server = try await ServerProcess(
                python.path, port: port,
                arguments: ["-m", "llama_cpp.server", "--model", "\(folder)/tiny.gguf", "--model_alias", "tiny", "--n_ctx", "2048"]
                    + ["--n_threads", "2", "--n_threads_batch", "2", "--logits_all", "true", "--verbose", "false"] + address)
        case .transformers:
            server = try await ServerProcess(
                python.path, port: port,
                arguments: ["-c", "from transformers.cli.transformers import main; main()", "serve", folder] + address,
                environment: ["HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"])
        }
        defer { server.stop() }
        return try await body("http://127.0.0.1:\(port)")
    }
}
