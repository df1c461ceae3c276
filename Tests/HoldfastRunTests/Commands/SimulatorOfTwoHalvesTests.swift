// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRun

/// `sft` over an existing simulator replaced file after file: ended in between, it left new weights beside an old tokenizer.
@Suite("A simulator of two halves")
struct SimulatorOfTwoHalvesTests {
    private static let files = ["model.safetensors", "config.json", "tokenizer.json", "README.md"]

    /// The files of a simulator, written one after another, and what the folder holds before each.
    private func write(_ text: String, to path: String, before step: () throws -> Void = {}) async throws {
        let replacement = SimulatorReplacement(at: path)
        try replacement.check()
        try await replacement.write { folder in
            for name in Self.files {
                try step()
                try FileSystem.write(text, to: "\(folder.path)/\(name)")
            }
            try step()
        }
    }

    private func texts(_ path: String) throws -> Set<String> { Set(try Self.files.map { try FileSystem.text("\(path)/\($0)") }) }

    @Test("is not there at any moment: the folder is the former one until it is the new one")
    func whole() async throws {
        try await withFolder { folder in
            let path = "\(folder)/new/simulator"
            try await write("first", to: path) { #expect(!FileSystem.exists(path)) }
            #expect(try texts(path) == ["first"])
            try FileSystem.write("mine", to: "\(path)/notes.txt")
            try await write("second", to: path) {
                let former = try texts(path)
                #expect(former == ["first"])
            }
            #expect(try texts(path) == ["second"])
            #expect(try FileSystem.text("\(path)/notes.txt") == "mine")
            #expect(FileSystem.names(in: "\(folder)/new") == ["simulator"])
        }
    }

    @Test("is not left by a write that fails, nor what a killed one left beside")
    func failed() async throws {
        try await withFolder { folder in
            let path = "\(folder)/simulator"
            try await write("first", to: path)
            try FileSystem.makeFolder("\(path).partial")
            try FileSystem.write("half", to: "\(path).partial/model.safetensors")
            var writes = 0
            await #expect(throws: POSIXError.self) {
                try await write("second", to: path) {
                    writes += 1
                    if writes == 3 { throw POSIXError(.ENOSPC) }
                }
            }
            #expect(try texts(path) == ["first"])
            #expect(FileSystem.names(in: folder) == ["simulator"])
        }
    }

    @Test("is not made where the card cannot be read: nothing is written then")
    func card() async throws {
        try await withFolder { folder in
            let tiny = try await TinyRun.withinProcess(in: folder)
            let weights = try SimulatorFolder(path: tiny.simulator).digest()
            try FileSystem.remove("\(tiny.simulator)/README.md")
            try FileSystem.makeFolder("\(tiny.simulator)/README.md")
            let sources = ConfigurationSources(files: [tiny.configuration], overrides: ["model.seed=9"])
            await #expect(throws: HoldfastError.self) {
                try await SupervisedCommand(sources: sources, output: tiny.simulator, start: nil, maximumSteps: nil, json: false).run()
            }
            #expect(try SimulatorFolder(path: tiny.simulator).digest() == weights)
        }
    }

    @Test("follows a link to the folder, and keeps the link")
    func link() async throws {
        try await withFolder { folder in
            try await write("first", to: "\(folder)/simulator")
            symlink("simulator", "\(folder)/link")
            try await write("second", to: "\(folder)/link/")
            #expect(try texts("\(folder)/simulator") == ["second"])
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "simulator")
            #expect(FileSystem.names(in: folder) == ["link", "simulator"])
        }
    }

    @Test("takes an empty folder, and no folder of something else")
    func folders() async throws {
        try await withFolder { folder in
            try FileSystem.makeFolder("\(folder)/empty")
            try await write("first", to: "\(folder)/empty")
            #expect(try texts("\(folder)/empty") == ["first"])

            try FileSystem.makeFolder("\(folder)/work")
            try FileSystem.write("mine", to: "\(folder)/work/thesis.txt")
            let error = await #expect(throws: HoldfastError.self) { try await write("first", to: "\(folder)/work") }
            #expect(error?.message == "\(folder)/work is not empty and holds no simulator (thesis.txt lies there); choose another --out")
            #expect(FileSystem.names(in: "\(folder)/work") == ["thesis.txt"])

            let file = await #expect(throws: HoldfastError.self) { try await write("first", to: "\(folder)/work/thesis.txt") }
            #expect(file?.message.contains("a file of that name is in the way") == true)
            #expect(FileSystem.names(in: folder) == ["empty", "work"])
        }
    }
}
