// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// What `holdfast doctor` finds: each item with its value, and what stands in the way of a run.
struct MachineReport: Sendable {
    private var items: [(name: String, value: JSONValue)] = []
    private(set) var problems: [String] = []

    /// Packages of Python that read our files; nice to have and never needed.
    private static let readers = ["h5py", "numpy", "transformers", "tokenizers", "torch", "tensorboard"]
    private static let leastDisk: UInt64 = 1 << 30
    private static let leastMemory: UInt64 = 2 << 30

    init(machine: Machine = Machine(), folder: String = FileManager.default.currentDirectoryPath) {
        items = [
            ("holdfast", .string(HoldfastVersion.current)),
            ("system", .string(machine.system)),
            ("processor", .string(machine.processor)),
            ("vector_sets", .array(machine.vectorSets.map(JSONValue.string))),
            ("cores", .integer(machine.cores)),
            ("memory_bytes", .integer(machine.memory)),
        ]
        items += LoadedLibrary.used.map { ($0.name, $0.version.map(JSONValue.string) ?? .null) }
        let free = Machine.freeDisk(at: folder)
        items.append(("free_disk_bytes", free.map { .integer($0) } ?? .null))
        addPython()
        if let free, free < MachineReport.leastDisk {
            problems.append("only \(free >> 20) MiB are free on the disk of \(folder); a run needs about 1 GiB")
        }
        if machine.memory < MachineReport.leastMemory {
            problems.append("this machine has \(machine.memory >> 20) MiB of memory; a run needs about 2 GiB")
        }
        if !machine.vectorSets.isEmpty, !machine.vectorSets.contains(where: { ["avx2", "asimd"].contains($0) }) {
            problems.append("the processor has no AVX2; matrix products would be too slow to train with")
        }
    }

    private mutating func addPython() {
        guard let python = PythonProgram.found() else {
            items.append(("python", .null))
            return
        }
        let versions = python.versions(of: MachineReport.readers)
        items.append(("python", versions["python"].map { .string("\($0) (\(python.path))") } ?? .null))
        for name in MachineReport.readers { items.append(("python_\(name)", versions[name].map(JSONValue.string) ?? .null)) }
    }

    var json: JSONValue {
        .object(
            items.map { JSONValue.Member($0.name, $0.value) } + [
                JSONValue.Member("problems", .array(problems.map(JSONValue.string)))
            ])
    }

    var text: String {
        let lines = items.map { item in
            let padding = String(repeating: " ", count: max(1, 20 - item.name.count))
            return item.name + padding + MachineReport.words(item.value, bytes: item.name.hasSuffix("_bytes"))
        }
        return (lines + (problems.isEmpty ? ["everything a run needs is here"] : [])).joined(separator: "\n")
    }

    private static func words(_ value: JSONValue, bytes: Bool) -> String {
        switch value {
        case .null: "not found"
        case .string(let text): text
        case .number(let literal): bytes ? "\((UInt64(literal) ?? 0) >> 20) MiB" : literal
        case .array(let values): values.isEmpty ? "none known" : values.map { words($0, bytes: false) }.joined(separator: " ")
        default: value.line
        }
    }
}
