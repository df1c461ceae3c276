// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastTraining
import Testing

/// A disk that was full at `trainer.json` gave class `file`, and the run did not say how it is continued.
@Suite struct FullDiskAtACheckpointTests {
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs the device /dev/full"))
    func `the error is of class capacity and names the file`() async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("holdfast-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let store = CheckpointStore(root: root)
        let error = await #expect(throws: HoldfastError.self) {
            _ = try await store.write(CheckpointState(step: 3, version: 3, identity: RunIdentity())) {
                symlink("/dev/full", $0 + "/trainer.json.partial")
            }
        }
        #expect(error?.code == .capacity)
        #expect(
            error?.description.hasSuffix("step_000003.partial/trainer.json: the disk is full; free some space") == true,
            "\(String(describing: error))")
        #expect(try store.latestComplete().checkpoint == nil)
    }
}
