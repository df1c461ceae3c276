// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Python environments of the programs that exports are for, as `scripts/clients` makes them.
enum ConsumerPython {
    static let minari = interpreter("minari", having: "minari h5py PIL")
    static let robomimic = interpreter("robomimic", having: "robomimic torch")
    static let trl = interpreter("trl", having: "trl datasets")

    /// One without any package.
    static let anyPython = (try? runProgram("python3", ["-c", "1"]).status) == 0 ? "python3" : nil

    /// Goes before programs that use `datasets`: no network, no progress, and a cache that goes with the folder they run in.
    static let quietDatasets = """
        import os
        os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=os.path.abspath("cache"), CUDA_VISIBLE_DEVICES="")
        import datasets; datasets.disable_progress_bars(); datasets.utils.logging.set_verbosity_error()

        """

    /// Runs a program; its output, or what it complained about.
    static func run(_ python: String?, _ program: String, _ arguments: [String] = [], in folder: URL) throws -> String {
        struct Failure: Error { var text: String }
        guard let python else { throw Failure(text: "there is no such Python") }
        let run = try runProgram(python, ["-W", "ignore", "-c", program] + arguments, in: folder)
        guard run.status == 0 else { throw Failure(text: run.output) }
        return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Importing them would take seconds, so they are only looked for.
    private static func interpreter(_ name: String, having modules: String) -> String? {
        let folder = ProcessInfo.processInfo.environment["HOLDFAST_CLIENTS"] ?? packageFolder.appending(path: ".build/clients").path
        let path = "\(folder)/\(name)/bin/python"
        let search = "import sys, importlib.util as u; sys.exit(not all(u.find_spec(name) for name in sys.argv[1].split()))"
        return (try? runProgram(path, ["-c", search, modules]).status) == 0 ? path : nil
    }
}
