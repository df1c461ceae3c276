// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// What a scripted server saves in place of weights.
struct ScriptedCheckpoint: Codable {
    var version: Int
    var hasUnpublishedStep: Bool
    var calls: [ScriptedCall: Int]

    init(version: Int, hasUnpublishedStep: Bool, calls: [ScriptedCall: Int]) {
        self.version = version
        self.hasUnpublishedStep = hasUnpublishedStep
        self.calls = calls
    }

    init(directory: String) throws {
        let file = Self.file(in: directory)
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
        } catch {
            throw HoldfastError(.file, "cannot restore a scripted server from \(file.path); give a folder it was saved to", cause: error)
        }
    }

    func write(to directory: String) throws {
        let file = Self.file(in: directory)
        do {
            try JSONEncoder().encode(self).write(to: file, options: .atomic)
        } catch {
            throw HoldfastError(.file, "cannot save the scripted server to \(file.path); the folder must exist and be writable", cause: error)
        }
    }

    private static func file(in directory: String) -> URL {
        URL(fileURLWithPath: directory).appendingPathComponent("scripted.json")
    }
}
