// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Room for a file, taken from the disk before anything is written there.
enum DiskRoom {
    /// - Returns: 0, or the number of what went wrong.
    static func take(_ bytes: Int, for descriptor: Int32) -> Int32 {
        #if canImport(Darwin)
            // Behind what the file holds already: more than is needed, never less.
            var request = fstore_t(
                fst_flags: UInt32(F_ALLOCATEALL), fst_posmode: F_PEOFPOSMODE, fst_offset: 0, fst_length: off_t(bytes), fst_bytesalloc: 0)
            return fcntl(descriptor, F_PREALLOCATE, &request) == -1 ? errno : 0
        #else
            return posix_fallocate(descriptor, 0, off_t(bytes))
        #endif
    }
}
