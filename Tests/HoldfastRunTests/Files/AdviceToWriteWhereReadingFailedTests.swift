// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import Testing

@testable import HoldfastRun

/// A file that could not be read gave the advice to choose a folder that may be written to.
@Suite("The advice of a failed file operation")
struct AdviceToWriteWhereReadingFailedTests {
    @Test("is about what was tried")
    func advice() {
        errno = EACCES
        #expect(
            SystemError.last(.read, "/a").message == "cannot read /a: permission denied; have its owner let you read it, or run as a user who may")
        errno = EACCES
        #expect(SystemError.last(.write, "/a").message == "cannot write /a: permission denied; choose a folder that you may write to")
        errno = ENOENT
        #expect(SystemError.last(.write, "/a/b").message == "cannot write /a/b: its folder does not exist; make it first")
        errno = ENOENT
        #expect(SystemError.last(.read, "/a/b").message == "cannot read /a/b: it does not exist")
    }

    @Test("a way that may not be looked into is not taken for a file that is not there", .enabled(if: geteuid() != 0, "root may look everywhere"))
    func unseen() throws {
        try withFolder { folder in
            try FileSystem.makeFolder("\(folder)/configs")
            chmod("\(folder)/configs", 0)
            defer { chmod("\(folder)/configs", 0o700) }
            let error = #expect(throws: HoldfastError.self) { _ = try RunDirectory(path: folder).isRun }
            #expect(error?.message.hasPrefix("cannot read \(folder)/configs/train.json: permission denied") == true)
        }
    }

    @Test("a path that is too long to be looked at is not taken for a file that is not there")
    func tooLong() throws {
        #expect(try !FileSystem.surelyExists("/nowhere/file"))
        #expect(try !FileSystem.surelyExists("/dev/null/file"))
        #expect(throws: HoldfastError.self) { _ = try FileSystem.surelyExists("/" + String(repeating: "a", count: 300)) }
    }
}
