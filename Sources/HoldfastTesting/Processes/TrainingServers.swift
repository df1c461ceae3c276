// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Training servers of others, for tests that talk to them.
///
/// They need the environments that `scripts/clients` makes and the scripts in `../shared/servers`; where one is missing there are none.
/// They take minutes, so tests with them run with `HOLDFAST_SLOW=1` alone.
public enum TrainingServers {
    /// Which server.
    public enum Kind: String, Sendable, CaseIterable {
        /// A small reference server in torch: all weights, JSON and protobuf, losses summed.
        case reference
        /// skyrl-tx 0.3.0, JAX on the CPU: adapters, JSON alone, losses divided by sequence.
        case skyrlTX
    }

    /// Whether the tests with them are to run and can.
    public static func canRun(_ kind: Kind) -> Bool {
        ProcessInfo.processInfo.environment["HOLDFAST_SLOW"] == "1" && python(kind) != nil && PythonInterpreter.client("tinker-0.38.0") != nil
            && FileManager.default.fileExists(atPath: "\(scripts)/mini_tinker.py")
    }

    private static let scripts = "../shared/servers"

    private static func python(_ kind: Kind) -> PythonInterpreter? {
        PythonInterpreter.client(kind == .reference ? "tinker-0.38.0" : "skyrl-tx")
    }

    /// Makes a random Qwen3 model of 230,000 parameters with a tokenizer of 1,024 tokens.
    /// - Parameter sharpness: what the last layer is multiplied by. At 1 every token is nearly as likely as any other, and adapters of the
    ///   other layers can hardly change that; at 6 some are likely and many are not.
    /// - Returns: its folder, which is the caller's to remove.
    public static func makeTinyModel(sharpness: Double = 1) throws -> String {
        guard let python = PythonInterpreter.client("tinker-0.38.0") else { throw HoldfastError(.file, "there is no environment tinker-0.38.0") }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-tiny-\(UUID().uuidString)").path
        // The script reads its folder from the first argument.
        try python.run(
            "import runpy, sys; runpy.run_path(sys.argv.pop(1), run_name='__main__')", arguments: ["\(scripts)/make_tiny.py", folder])
        let sharpen = """
            import sys
            from safetensors.torch import load_file, save_file
            path = sys.argv[1] + "/model.safetensors"
            tensors = load_file(path)
            tensors["lm_head.weight"] = tensors["lm_head.weight"] * float(sys.argv[2])
            save_file(tensors, path, metadata={"format": "pt"})
            """
        if sharpness != 1 { try python.run(sharpen, arguments: [folder, "\(sharpness)"]) }
        return folder
    }

    /// Starts one with a model, beside which it keeps its files.
    /// - Throws: `file` where it does not come up.
    public static func start(_ kind: Kind, model: String) async throws -> ServerProcess {
        guard let python = python(kind) else { throw HoldfastError(.file, "there is no environment for \(kind.rawValue)") }
        let port = try ServerProcess.freePort()
        let offline = ["HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "JAX_PLATFORMS": "cpu"]
        switch kind {
        case .reference:
            return try await ServerProcess(
                python.path, port: port, arguments: ["-W", "ignore", "\(scripts)/mini_tinker.py", "\(port)", model], environment: offline)
        case .skyrlTX:
            let folder = "\(model)/server"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let shim = URL(fileURLWithPath: "\(scripts)/bin").path
            let path = "\(shim):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
            let backend =
                #"{"max_lora_adapters":4,"max_lora_rank":8,"train_micro_batch_size":8,"sample_max_num_sequences":16,"loss_chunk_size":0}"#
            return try await ServerProcess(
                python.path, port: port,
                arguments: [
                    "-m", "tx.tinker.api", "--host", "127.0.0.1", "--port", "\(port)", "--base-model", model, "--database-url",
                    "sqlite:///\(folder)/tinker.db", "--checkpoints-base", "\(folder)/checkpoints", "--backend-config", backend,
                ], environment: offline.merging(["SHIM_PY": python.path, "PATH": path]) { $1 })
        }
    }
}
