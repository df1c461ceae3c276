// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Whatever is wrong with a model folder, one clear error says so.
@Suite struct DamagedModelTests {
    private static let model = ModelConfiguration(
        vocabularySize: 7, hiddenSize: 4, feedForwardSize: 6, layers: 1, heads: 2, keyValueHeads: 1, contextLength: 16)

    struct Damage: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var code: HoldfastError.Code
        /// What the message must name.
        var names: String
        var apply: @Sendable (inout Data) -> Void

        /// Replaces text of the header, and corrects the length before it.
        static func header(_ what: String, _ code: HoldfastError.Code, names: String, _ old: String, _ new: String) -> Damage {
            Damage(testDescription: what, code: code, names: names) { data in
                guard let range = data.range(of: Data(old.utf8)) else { return }
                data.replaceSubrange(range, with: Data(new.utf8))
                let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) } + new.utf8.count - old.utf8.count
                for index in 0..<8 { data[index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
            }
        }
    }

    static let damages: [Damage] = [
        Damage(testDescription: "empty", code: .format, names: "model.safetensors") { $0 = Data() },
        Damage(testDescription: "five bytes", code: .format, names: "5 bytes") { $0 = $0.prefix(5) },
        Damage(testDescription: "cut in the header", code: .format, names: "header") { $0 = $0.prefix(100) },
        Damage(testDescription: "cut in the data", code: .format, names: "tensor") { $0 = $0.prefix($0.count - 10) },
        Damage(testDescription: "cut after the header", code: .format, names: "tensor") { data in
            let length = data.prefix(2).reversed().reduce(0) { $0 << 8 | Int($1) }
            data = data.prefix(8 + length)
        },
        Damage(testDescription: "bytes at the end", code: .format, names: "3 bytes") { $0 += Data([1, 2, 3]) },
        Damage(testDescription: "a header length beyond all files", code: .format, names: "header") { data in
            for index in 0..<8 { data[index] = 0xff }
        },
        Damage(testDescription: "a header that is not JSON", code: .format, names: "JSON") { $0[8] = 0x78 },
        .header("an unknown type", .format, names: "I32", "\"F32\"", "\"I32\""),
        .header("a type of another width", .format, names: "embed_tokens", "\"F32\"", "\"F16\""),
        .header("another shape", .format, names: "embed_tokens", "[7,4]", "[7,5]"),
        .header("a shape that fits but is not the model's", .model, names: "[4, 7]", "[7,4]", "[4,7]"),
        .header("a negative size", .format, names: "embed_tokens", "[7,4]", "[7,-4]"),
        .header("an enormous size", .format, names: "too large", "[7,4]", "[9223372036854775807,4]"),
        .header("offsets in the wrong order", .format, names: "embed_tokens", "[0,112]", "[112,0]"),
        .header("two tensors on the same bytes", .format, names: "the one before it ends at", "[112,128]", "[96,112]"),
        .header(
            "bytes of no tensor", .format, names: "the one before it ends at",
            "\"__metadata__\":{\"format\":\"pt\"},\"model.embed_tokens.weight\":{\"dtype\":\"F32\",\"shape\":[7,4],\"data_offsets\":[0,112]},",
            "\"__metadata__\":{\"format\":\"pt\"},"),
        .header("a text as offset", .format, names: "embed_tokens", "[0,112]", "[\"0\",112]"),
        .header("another name", .model, names: "model.norm.weight", "model.norm.weight", "model.born.weight"),
    ]

    @Test(arguments: damages) func safetensors(_ damage: Damage) throws {
        try withTemporaryFolder { folder in
            try TestModels.write(Self.model, to: folder)
            let path = folder + "/model.safetensors"
            var data = try Data(contentsOf: URL(fileURLWithPath: path))
            let before = data
            damage.apply(&data)
            #expect(data != before)
            try data.write(to: URL(fileURLWithPath: path))
            expectError(folder, damage.code, damage.names)
        }
    }

    /// Cuts every prefix of a sound file: none may crash, all but the whole must be refused.
    @Test func everyPrefixIsRefused() throws {
        try withTemporaryFolder { folder in
            try TestModels.write(Self.model, to: folder)
            let path = folder + "/model.safetensors"
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            for length in stride(from: 0, to: data.count, by: 37) {
                try data.prefix(length).write(to: URL(fileURLWithPath: path))
                #expect(throws: HoldfastError.self, "\(length) bytes") { try EmbeddedServer(folder: folder, configuration: EngineConfiguration()) }
            }
        }
    }

    @Test(arguments: ["config.json", "model.safetensors"]) func missing(_ file: String) throws {
        try withTemporaryFolder { folder in
            try TestModels.write(Self.model, to: folder)
            try FileManager.default.removeItem(atPath: folder + "/" + file)
            expectError(folder, .file, file)
            let error = #expect(throws: HoldfastError.self) { _ = try EmbeddedServer(folder: folder, configuration: EngineConfiguration()) }
            #expect(error?.description.hasSuffix("(no such file or directory)") == true, "\(String(describing: error))")
        }
    }

    @Test func aFolderInTheWeightsPlace() throws {
        try withTemporaryFolder { folder in
            try TestModels.write(Self.model, to: folder)
            let path = folder + "/model.safetensors"
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            expectError(folder, .file, path)
        }
    }

    @Test func aFolderThatCannotBeWrittenLosesNothing() async throws {
        let server = try EmbeddedServer(model: Self.model, seed: 1, configuration: EngineConfiguration())
        await #expect(throws: HoldfastError.self) { try await server.save(to: "/proc/no-such-folder") }
    }

    private func expectError(_ folder: String, _ code: HoldfastError.Code?, _ names: String) {
        do {
            _ = try EmbeddedServer(folder: folder, configuration: EngineConfiguration())
            Issue.record("the folder was accepted")
        } catch let error as HoldfastError {
            if let code { #expect(error.code == code, "\(error)") }
            #expect(error.message.contains(names), "\(error)")
            #expect(!error.message.contains("\n"))
        } catch {
            Issue.record("an error of another type: \(error)")
        }
    }
}
