// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastModels

/// Two folders that change places in one step of the system: no moment exists at which a path leads nowhere.
enum FolderExchange {
    /// - Throws: `SystemCause`, such as when the file system has no such step; both folders are then where they were.
    static func exchange(_ first: String, _ second: String) throws {
        guard try call(first, second) == 0 else { throw SystemCause(number: errno) }
    }

    #if canImport(Darwin)
        private static func call(_ first: String, _ second: String) throws -> Int32 { renamex_np(first, second, UInt32(RENAME_SWAP)) }
    #else
        private typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
        /// `RENAME_EXCHANGE` of linux/fs.h, which like the call itself Swift's view of the C library lacks.
        private static let exchanging: UInt32 = 1 << 1

        private static func call(_ first: String, _ second: String) throws -> Int32 {
            guard let rename = LoadedLibrary.symbol("renameat2", as: Rename.self) else { throw SystemCause(number: ENOSYS) }
            return rename(AT_FDCWD, first, AT_FDCWD, second, exchanging)
        }
    #endif
}
